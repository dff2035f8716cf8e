namespace Swarm.Backends.Http;

/// <summary>What a sender needs from outside.</summary>
internal sealed record HttpSenderOptions
{
    /// <summary>The service that is called.</summary>
    public required HttpService Service { get; init; }

    /// <summary>The clock that deadlines and waits follow.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The most attempts of a call that may be repeated.</summary>
    public required int Attempts { get; init; }

    /// <summary>Takes secrets out of text that came from the service.</summary>
    public required Func<string, string> Redact { get; init; }

    /// <summary>Is told of each exchange in one line, without secrets.</summary>
    public Action<string>? Trace { get; init; }
}
