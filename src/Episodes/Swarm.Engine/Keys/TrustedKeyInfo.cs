namespace Swarm.Engine.Keys;

/// <summary>A public key and what its signature counts for.</summary>
/// <param name="Key">The key: <c>ed25519:</c> and base 64.</param>
/// <param name="Roles">What for: <c>certificate</c>, <c>head</c>; empty for a revoked key.</param>
/// <param name="IsRevoked">Whether it counts for nothing any more.</param>
public sealed record TrustedKeyInfo(string Key, IReadOnlyList<string> Roles, bool IsRevoked);
