using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Bundles;

/// <summary>Reads the log entries of bundles.</summary>
internal static class BundleLogEntryReader
{
    internal static BundleLogEntry Read(JsonElement entry, string what)
    {
        entry.RequireOnly(
            what, "logIndex", "logId", "kindVersion", "integratedTime", "inclusionPromise", "inclusionProof", "canonicalizedBody");
        var kind = entry.RequireObject("kindVersion", what);
        var logId = entry.RequireObject("logId", what);
        var promise = entry.FindObject("inclusionPromise", what);
        kind.RequireOnly(what, "kind", "version");
        logId.RequireOnly(what, "keyId");
        promise?.RequireOnly(what, "signedEntryTimestamp");
        var logIndex = entry.ReadInt64("logIndex", what);
        var integratedTime = entry.ReadInt64("integratedTime", what);
        if (logIndex < 0 || integratedTime < 0)
        {
            throw Refusal.Malformed($"{what} has a negative number or time.");
        }

        return new BundleLogEntry(
            logIndex,
            logId.RequireBytes("keyId", what, 64),
            kind.RequireText("kind", what, 64),
            kind.RequireText("version", what, 64),
            integratedTime,
            promise?.RequireBytes("signedEntryTimestamp", what, BundleLimits.SignatureBytes) ?? [],
            entry.FindObject("inclusionProof", what) is { } proof ? ReadProof(proof, $"{what}: its inclusion proof") : null,
            entry.RequireBytes("canonicalizedBody", what, BundleLimits.BodyBytes));
    }

    private static BundleInclusionProof ReadProof(JsonElement proof, string what)
    {
        proof.RequireOnly(what, "logIndex", "rootHash", "treeSize", "hashes", "checkpoint");
        var checkpoint = proof.RequireObject("checkpoint", what);
        checkpoint.RequireOnly(what, "envelope");
        return new BundleInclusionProof(
            proof.ReadInt64("logIndex", what),
            proof.ReadInt64("treeSize", what),
            ReadHash(proof.RequireBytes("rootHash", what, Digest.Size), what),
            [.. proof.ReadList("hashes", what, BundleLimits.ProofHashes).Select(
                hash => ReadHash(ProtobufJson.DecodeBytes(hash, "hash", what, Digest.Size), what))],
            checkpoint.RequireText("envelope", what, BundleLimits.CheckpointBytes));
    }

    private static Digest ReadHash(byte[] bytes, string what) => bytes.Length == Digest.Size
        ? new Digest(bytes)
        : throw Refusal.Malformed($"{what} has a hash that is not of 32 bytes.");
}
