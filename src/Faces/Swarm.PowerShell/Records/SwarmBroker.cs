using Swarm.Engine.Networking;

namespace Swarm.PowerShell.Records;

/// <summary>A broker that serves on this machine.</summary>
public sealed record SwarmBroker
{
    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>Where it listens.</summary>
    public string Address { get; internal init; } = string.Empty;

    /// <summary>The pin of its key, for providers and tickets.</summary>
    public string Pin { get; internal init; } = string.Empty;

    /// <summary>How many sessions somebody is in.</summary>
    public int Sessions { get; internal init; }

    /// <summary>How many providers are connected.</summary>
    public int Providers { get; internal init; }

    /// <summary>How many workers are connected.</summary>
    public int Workers { get; internal init; }

    /// <summary>How many connections go through it.</summary>
    public int Streams { get; internal init; }

    /// <summary>The bytes that went from workers to providers.</summary>
    public long BytesUp { get; internal init; }

    /// <summary>The bytes that came back.</summary>
    public long BytesDown { get; internal init; }

    /// <summary>The process that it serves in.</summary>
    public int ProcessId { get; internal init; }

    /// <summary>When it began to serve.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    internal static SwarmBroker From(NetworkService service) => new()
    {
        Name = service.Name,
        Address = service.Address,
        Pin = service.Pin,
        Sessions = service.Sessions,
        Providers = service.Providers,
        Workers = service.Workers,
        Streams = service.Streams,
        BytesUp = service.BytesUp,
        BytesDown = service.BytesDown,
        ProcessId = service.ProcessId,
        StartedAt = service.StartedAt,
    };

    /// <summary>Where it listens.</summary>
    public override string ToString() => Address;
}
