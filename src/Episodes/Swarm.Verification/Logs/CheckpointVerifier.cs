using System.Text;
using Swarm.Core.Errors;
using Swarm.Transparency.Checkpoints;
using Swarm.Transparency.Notes;
using Swarm.Verification.Bundles;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.Roots;

namespace Swarm.Verification.Logs;

/// <summary>Verifies that a log signed the tree that an inclusion proof leads to.</summary>
internal static class CheckpointVerifier
{
    private const string TreeSeparator = " - ";

    internal static void Verify(BundleInclusionProof proof, TransparencyLog log, bool isSecondGeneration)
    {
        var (note, checkpoint) = Read(proof.Checkpoint);
        var name = GetName(checkpoint.Origin, log, isSecondGeneration);
        if (log.Key is not { } key)
        {
            throw Refusal.Invalid($"the key of the log {log.Name} is of a kind that is not supported");
        }

        // Witnesses sign beside the log. Lines of other names and other keys say nothing, whatever they hold.
        var signature = note.Signatures.FirstOrDefault(
            line => string.Equals(line.Name, name, StringComparison.Ordinal) && IsIdOf(line.KeyId, key, name, isSecondGeneration))
            ?? throw Refusal.Invalid($"the log's checkpoint is not signed by the log {log.Name}");
        if (!key.VerifyData(Encoding.UTF8.GetBytes(note.Text), signature.Signature.Span, log.Scheme))
        {
            throw Refusal.Invalid($"the signature of the log {log.Name} on its checkpoint does not verify");
        }

        if (checkpoint.Size != proof.TreeSize || checkpoint.Root != proof.Root)
        {
            throw Refusal.Invalid("the log's checkpoint is of another tree than the inclusion proof");
        }
    }

    private static (SignedNote Note, Checkpoint Checkpoint) Read(string envelope)
    {
        try
        {
            var note = SignedNote.Parse(Encoding.UTF8.GetBytes(envelope));
            return (note, Checkpoint.Parse(note.Text));
        }
        catch (SwarmException exception)
        {
            throw Refusal.Malformed($"The log's checkpoint cannot be read. {exception.Message}", exception);
        }
    }

    // The first generation's origin is the log's name with the number of its tree, and it may run behind another address.
    // The second generation's origin is the log's name, which is the host of its address.
    private static string GetName(string origin, TransparencyLog log, bool isSecondGeneration)
    {
        if (!isSecondGeneration)
        {
            var separator = origin.LastIndexOf(TreeSeparator, StringComparison.Ordinal);
            return separator > 0 && !origin.AsSpan(separator + TreeSeparator.Length).ContainsAnyExceptInRange('0', '9')
                ? origin[..separator]
                : origin;
        }

        return log.Origins.Count == 0 || log.Origins.Contains(origin, StringComparer.Ordinal)
            ? origin
            : throw Refusal.Invalid($"the log's checkpoint is of '{origin}', not of the log {log.Name}");
    }

    // ECDSA keys are known by their encoding alone, Ed25519 keys by name and key. The first generation knows every key by its encoding.
    private static bool IsIdOf(uint id, PublicKey key, string name, bool isSecondGeneration)
    {
        var isEd25519 = key.Kind is PublicKeyKind.Ed25519;
        return (isEd25519 && id == VerifierKey.ComputeId(name, SignatureType.Ed25519, key.RawEd25519))
            || ((!isEd25519 || !isSecondGeneration) && id == VerifierKey.ComputeId(key.SubjectPublicKeyInfo.Span));
    }
}
