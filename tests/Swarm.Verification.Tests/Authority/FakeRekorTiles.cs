namespace Swarm.Verification.Tests.Authority;

/// <summary>Rekor v2: proofs and checkpoints only, without any time.</summary>
/// <param name="kind">The kind of its key: Ed25519 or ECDSA.</param>
/// <param name="entries">How many entries of others it has to begin with.</param>
internal sealed class FakeRekorTiles(KeyKind kind = KeyKind.Ed25519, int entries = 21)
    : FakeTransparencyLog("https://log2025-1.rekor.example.com", kind, entries)
{
    public override byte[] LogId => Signer.KeyId;

    public override string Origin => Host;
}
