namespace Swarm.Transparency.Notes;

/// <summary>A signature of a note that was verified.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Time">When a cosigner signed, in seconds since 1970 as it says itself; null for a type without a time.</param>
public sealed record VerifiedSignature(VerifierKey Key, long? Time);
