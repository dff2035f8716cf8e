using Swarm.Verification.PublicKeys;

namespace Swarm.Verification.Roots;

/// <summary>A log that the trusted root trusts, of signatures or of certificates.</summary>
/// <param name="Name">Its address, or its key's identifier where it gives none.</param>
/// <param name="Origins">The names under which it may sign checkpoints, by its address; empty where it gives none.</param>
/// <param name="KeyId">Its key's identifier.</param>
/// <param name="Key">Its key; null where its kind is not supported: then nothing verifies with it.</param>
/// <param name="Scheme">How it signs.</param>
/// <param name="ValidFor">When it is trusted.</param>
internal sealed record TransparencyLog(
    string Name,
    IReadOnlyList<string> Origins,
    ReadOnlyMemory<byte> KeyId,
    PublicKey? Key,
    SignatureScheme Scheme,
    ValidityPeriod ValidFor);
