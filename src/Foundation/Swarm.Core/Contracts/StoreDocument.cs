using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>The description of a store (<c>store.json</c>). It is written once.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StoreDocument
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.Store;

    /// <summary>The version of the format.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The store's id.</summary>
    public required string StoreId { get; init; }

    /// <summary>The age recipient that the store's secret and capabilities are sealed to.</summary>
    public required string Recipient { get; init; }

    /// <summary>The store's secret, sealed: an age file in armor.</summary>
    public required string SealedSecret { get; init; }

    /// <summary>When the store was made, RFC 3339.</summary>
    public required string CreatedAt { get; init; }
}
