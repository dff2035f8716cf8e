using Swarm.Engine.Networking;

namespace Swarm.PowerShell.Records;

/// <summary>A provider that serves on this machine.</summary>
public sealed record SwarmProvider
{
    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>The session that it provides for.</summary>
    public string Session { get; internal init; } = string.Empty;

    /// <summary>The broker that it dials.</summary>
    public string Broker { get; internal init; } = string.Empty;

    /// <summary>The pin of the broker's key.</summary>
    public string Pin { get; internal init; } = string.Empty;

    /// <summary>Whether it is connected with the broker at the moment.</summary>
    public bool IsConnected { get; internal init; }

    /// <summary>Why it is not connected; null where it is.</summary>
    public string? Problem { get; internal init; }

    /// <summary>How many tickets are in use.</summary>
    public int Tickets { get; internal init; }

    /// <summary>How many connections are open.</summary>
    public int Streams { get; internal init; }

    /// <summary>The bytes that went to destinations.</summary>
    public long BytesUp { get; internal init; }

    /// <summary>The bytes that came back.</summary>
    public long BytesDown { get; internal init; }

    /// <summary>The process that it serves in.</summary>
    public int ProcessId { get; internal init; }

    /// <summary>When it began to serve.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    internal static SwarmProvider From(NetworkService service) => new()
    {
        Name = service.Name,
        Session = service.Session ?? string.Empty,
        Broker = service.Address,
        Pin = service.Pin,
        IsConnected = service.IsConnected,
        Problem = service.Problem,
        Tickets = service.Workers,
        Streams = service.Streams,
        BytesUp = service.BytesUp,
        BytesDown = service.BytesDown,
        ProcessId = service.ProcessId,
        StartedAt = service.StartedAt,
    };

    /// <summary>Name and session.</summary>
    public override string ToString() => $"{Name} ({Session})";
}
