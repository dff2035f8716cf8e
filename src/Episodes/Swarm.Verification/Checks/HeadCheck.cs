using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Verification.Heads;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Checks;

/// <summary>Whether the head log is at least what the caller knew, hides no branch, and has the certificate.</summary>
internal static class HeadCheck
{
    private const string RolledBack = "the store was rolled back, or is another one";

    public static CheckResult Make(Certificate certificate, Digest digest, HeadExpectation? heads)
    {
        if (heads is null)
        {
            return CheckResult.Unavailable(CheckNames.Heads, "no head is expected, so a store that was rolled back would not show");
        }

        var nodeId = certificate.Node?.NodeId;
        var fault = heads.Fault ?? FindRollback(heads) ?? FindHidden(heads)
            ?? (heads.Log.Any(record => record.Entry.NodeId == nodeId && record.Entry.CertificateSha256 == digest) ? null : "the head log does not have this certificate");
        return CheckResult.Of(
            CheckNames.Heads, fault is null, fault is null ? $"entry {heads.Log[^1].Entry.Sequence}, {heads.Log[^1].Digest}" : string.Empty, fault ?? string.Empty);
    }

    private static string? FindRollback(HeadExpectation heads)
    {
        if (heads.Expected is { } expected && heads.Log.All(record => record.Digest != expected))
        {
            return $"the head log has {heads.Log.Count} entries and the expected {expected} is none of them: {RolledBack}";
        }

        var different = Enumerable.Range(0, heads.Copy.Count).FirstOrDefault(index => index >= heads.Log.Count || heads.Log[index].Digest != heads.Copy[index].Digest, -1);
        return different < 0 ? null : $"the head log differs from its copy at entry {different + 1} of {heads.Copy.Count}: {RolledBack}";
    }

    private static string? FindHidden(HeadExpectation heads)
    {
        if (heads.HasNode is not { } hasNode)
        {
            return null;
        }

        // The last entry of a node tells whether it is still there.
        var last = new Dictionary<string, HeadEntry>(StringComparer.Ordinal);
        foreach (var record in heads.Log)
        {
            last[record.Entry.NodeId] = record.Entry;
        }

        return last.Values.FirstOrDefault(entry => !string.Equals(entry.Operation, Operations.Remove, StringComparison.Ordinal) && !hasNode(entry.NodeId)) is { } hidden
            ? $"the store hides node {hidden.NodeId} of branch '{hidden.Label}', which its head log has"
            : null;
    }
}
