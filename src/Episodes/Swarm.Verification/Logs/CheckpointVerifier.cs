using System.Security.Cryptography;
using System.Text;
using Swarm.Verification.Bundles;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;

namespace Swarm.Verification.Logs;

/// <summary>Verifies that a log signed the tree that an inclusion proof leads to.</summary>
internal static class CheckpointVerifier
{
    private const int HintSize = 4;

    private const string TreeSeparator = " - ";

    internal static void Verify(BundleInclusionProof proof, TransparencyLog log, bool isSecondGeneration)
    {
        var checkpoint = Checkpoint.Read(proof.Checkpoint);
        var name = GetName(checkpoint.Origin, log, isSecondGeneration);
        if (log.Key is not { } key)
        {
            throw Refusal.Invalid($"the key of the log {log.Name} is of a kind that is not supported");
        }

        // Witnesses sign beside the log. Lines of other names and other keys say nothing, whatever they hold.
        var signature = checkpoint.Signatures.FirstOrDefault(
            line => string.Equals(line.Name, name, StringComparison.Ordinal) && IsHintOf(line.KeyHint.Span, key, name, isSecondGeneration))
            ?? throw Refusal.Invalid($"the log's checkpoint is not signed by the log {log.Name}");
        if (!key.VerifyData(checkpoint.SignedText, signature.Signature.Span, log.Scheme))
        {
            throw Refusal.Invalid($"the signature of the log {log.Name} on its checkpoint does not verify");
        }

        if (checkpoint.TreeSize != proof.TreeSize || !checkpoint.RootHash.AsSpan().SequenceEqual(proof.RootHash))
        {
            throw Refusal.Invalid("the log's checkpoint is of another tree than the inclusion proof");
        }
    }

    // The first generation's origin is the log's name with the number of its tree, and it may run behind another address.
    // The second generation's origin is the log's name, which is the host of its address.
    private static string GetName(string origin, TransparencyLog log, bool isSecondGeneration)
    {
        if (!isSecondGeneration)
        {
            var separator = origin.LastIndexOf(TreeSeparator, StringComparison.Ordinal);
            return separator > 0 && !origin.AsSpan(separator + TreeSeparator.Length).ContainsAnyExceptInRange('0', '9') ? origin[..separator] : origin;
        }

        return log.Origins.Count == 0 || log.Origins.Contains(origin, StringComparer.Ordinal)
            ? origin
            : throw Refusal.Invalid($"the log's checkpoint is of '{origin}', not of the log {log.Name}");
    }

    // signed-note.md, "Signatures": ECDSA keys are hinted by the digest of their encoding, Ed25519 keys by name and key.
    // The first generation hints every key by the digest of its encoding.
    private static bool IsHintOf(ReadOnlySpan<byte> hint, PublicKey key, string name, bool isSecondGeneration)
    {
        var spki = SHA256.HashData(key.SubjectPublicKeyInfo.Span);
        if (key.Kind is not PublicKeyKind.Ed25519)
        {
            return hint.SequenceEqual(spki.AsSpan(0, HintSize));
        }

        byte[] named = [.. Encoding.UTF8.GetBytes(name), (byte)'\n', 1, .. key.RawEd25519];
        return hint.SequenceEqual(SHA256.HashData(named).AsSpan(0, HintSize)) || (!isSecondGeneration && hint.SequenceEqual(spki.AsSpan(0, HintSize)));
    }
}
