using Swarm.Networking.Receipts;

namespace Swarm.PowerShell.Records;

/// <summary>What the proxy of a run's step decided about one connection: where to and how much, never what.</summary>
public sealed record SwarmRunReceipt
{
    /// <summary>When it was decided.</summary>
    public DateTimeOffset Time { get; internal init; }

    /// <summary>The host that the step asked for.</summary>
    public string Host { get; internal init; } = string.Empty;

    /// <summary>The TCP port.</summary>
    public int Port { get; internal init; }

    /// <summary>The address that was dialled or denied; null where it did not come to that.</summary>
    public string? Address { get; internal init; }

    /// <summary><c>allowed</c>, <c>denied</c> or <c>failed</c>.</summary>
    public string Verdict { get; internal init; } = string.Empty;

    /// <summary>The rule that decided.</summary>
    public string Rule { get; internal init; } = string.Empty;

    /// <summary>How many bytes went to the host.</summary>
    public long BytesUp { get; internal init; }

    /// <summary>How many bytes came from it.</summary>
    public long BytesDown { get; internal init; }

    /// <summary>The run.</summary>
    public string RunId { get; internal init; } = string.Empty;

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmRunReceipt From(Receipt receipt, string runId, string root) => new()
    {
        Time = RecordedTime.Parse(receipt.Time),
        Host = receipt.Host,
        Port = receipt.Port,
        Address = receipt.Address,
        Verdict = receipt.Verdict,
        Rule = receipt.Rule,
        BytesUp = receipt.BytesUp,
        BytesDown = receipt.BytesDown,
        RunId = runId,
        Root = root,
    };

    /// <summary>The verdict and the destination.</summary>
    public override string ToString() => FormattableString.Invariant($"{Verdict} {Host}:{Port}");
}
