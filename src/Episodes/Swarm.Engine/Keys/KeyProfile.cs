namespace Swarm.Engine.Keys;

/// <summary>The public halves of one profile's keys.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="OperatorKey">The public key that signs its certificates: <c>ed25519:</c> and base 64.</param>
/// <param name="Recipient">The age recipient that its stores are sealed to.</param>
/// <param name="CreatedAt">When it was made, RFC 3339.</param>
/// <param name="Vault">The vault of a face that holds the private halves; null where a file does.</param>
public sealed record KeyProfile(string Name, string OperatorKey, string Recipient, string CreatedAt, string? Vault);
