namespace Swarm.Verification.Timestamps;

/// <summary>A time at which, by trusted evidence, the signature was there.</summary>
/// <param name="Time">The time.</param>
/// <param name="Source">Who says so: the address of the log or of the timestamp authority.</param>
public sealed record VerifiedTime(DateTimeOffset Time, string Source);
