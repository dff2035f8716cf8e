using System.Text.Json.Serialization;

namespace Swarm.Engine.Networking;

/// <summary>A broker or provider that serves, as its file tells other processes. It holds counts, and no destination.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NetworkService
{
    /// <summary>Its name among those of its kind.</summary>
    public required string Name { get; init; }

    /// <summary>The process that it serves in.</summary>
    public required int ProcessId { get; init; }

    /// <summary>When that process was started, so that another one with its number is not taken for it.</summary>
    public required DateTimeOffset ProcessStartedAt { get; init; }

    /// <summary>When it began to serve.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The broker's address: where it listens, or which one a provider dials.</summary>
    public required string Address { get; init; }

    /// <summary>The pin of the broker's key.</summary>
    public required string Pin { get; init; }

    /// <summary>A provider's session; null for a broker.</summary>
    public string? Session { get; init; }

    /// <summary>Whether a provider is connected with its broker; true for a broker.</summary>
    public bool IsConnected { get; init; }

    /// <summary>Why a provider is not connected; null where it is.</summary>
    public string? Problem { get; init; }

    /// <summary>How many sessions a broker has.</summary>
    public int Sessions { get; init; }

    /// <summary>How many providers are connected with a broker.</summary>
    public int Providers { get; init; }

    /// <summary>How many workers are connected with a broker; how many tickets a provider has in use.</summary>
    public int Workers { get; init; }

    /// <summary>How many streams are open.</summary>
    public int Streams { get; init; }

    /// <summary>The bytes that went from workers to destinations.</summary>
    public long BytesUp { get; init; }

    /// <summary>The bytes that came back.</summary>
    public long BytesDown { get; init; }
}
