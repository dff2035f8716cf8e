namespace Swarm.Core.Contracts;

/// <summary>The sealed capabilities of a new node (<c>next_tokens.json</c>). Each is an age file in armor.</summary>
public sealed record NextTokens : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.NextTokens;

    /// <summary>The node that they belong to.</summary>
    public required string NodeId { get; init; }

    /// <summary>The ratchet step.</summary>
    public required long RatchetStep { get; init; }

    /// <summary>The state capability, sealed.</summary>
    public required string StateCap { get; init; }

    /// <summary>The network capability, sealed.</summary>
    public required string NetCap { get; init; }
}
