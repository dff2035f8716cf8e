using Swarm.Engine.Keys;

namespace Swarm.PowerShell.Records;

/// <summary>A public key and what its signature counts for.</summary>
public sealed record SwarmTrustedKey
{
    /// <summary>The key: <c>ed25519:</c> and base 64.</summary>
    public string Key { get; internal init; } = string.Empty;

    /// <summary>What its signature counts for; empty for a revoked key.</summary>
    public IReadOnlyList<string> Roles { get; internal init; } = [];

    /// <summary>Whether it counts for nothing any more.</summary>
    public bool IsRevoked { get; internal init; }

    internal static SwarmTrustedKey From(TrustedKeyInfo key) => new() { Key = key.Key, Roles = key.Roles, IsRevoked = key.IsRevoked };

    /// <summary>The key.</summary>
    public override string ToString() => Key;
}
