namespace Swarm.Backends.GitHub;

/// <summary>The key that secrets of an environment are sealed to (libsodium's sealed boxes).</summary>
/// <param name="KeyId">The key's id.</param>
/// <param name="Key">The X25519 public key, in Base64.</param>
public sealed record GitHubPublicKey(string KeyId, string Key);
