using System.Security.Cryptography;
using System.Text.Json;
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
        var rootHash = proof.RequireBytes("rootHash", what, SHA256.HashSizeInBytes);
        var hashes = proof.ReadList("hashes", what, BundleLimits.ProofHashes)
            .Select(hash => ProtobufJson.DecodeBytes(hash, "hash", what, SHA256.HashSizeInBytes)).ToArray();
        if (rootHash.Length != SHA256.HashSizeInBytes || Array.Exists(hashes, hash => hash.Length != SHA256.HashSizeInBytes))
        {
            throw Refusal.Malformed($"{what} has a hash that is not of 32 bytes.");
        }

        return new BundleInclusionProof(
            proof.ReadInt64("logIndex", what),
            proof.ReadInt64("treeSize", what),
            rootHash,
            hashes,
            checkpoint.RequireText("envelope", what, BundleLimits.CheckpointBytes));
    }
}
