using Swarm.Core.Contracts;
using Swarm.Core.Digests;

namespace Swarm.Verification.Heads;

/// <summary>What the caller knows of a store's head log, and what the store shows. What it finds of the log, it finds once for all certificates.</summary>
public sealed class HeadExpectation
{
    private const string RolledBack = "the store was rolled back, or is another one";

    private readonly Lazy<string?> _logFault;
    private readonly Lazy<HashSet<(string NodeId, Digest? Certificate)>> _certificates;

    /// <summary>Expects nothing yet.</summary>
    public HeadExpectation()
    {
        _logFault = new(() => Fault ?? FindRollback() ?? FindHidden());
        _certificates = new(() => [.. Log.Select(record => (record.Entry.NodeId, record.Entry.CertificateSha256))]);
    }

    /// <summary>The entry that the log must contain; null where the caller kept none.</summary>
    public Digest? Expected { get; init; }

    /// <summary>A copy of the log kept elsewhere, with which the store's must begin; empty where the caller kept none.</summary>
    public IReadOnlyList<HeadRecord> Copy { get; init; } = [];

    /// <summary>The log to judge by: the store's, or the copy where there is no store.</summary>
    public IReadOnlyList<HeadRecord> Log { get; init; } = [];

    /// <summary>Why the log does not hold; null where it does.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the store shows a node; null where there is no store.</summary>
    public Func<string, bool>? HasNode { get; init; }

    /// <summary>Why the log does not hold, is not what the caller knew, or names a node that the store hides; null where all is well.</summary>
    internal string? LogFault => _logFault.Value;

    /// <summary>Whether the log has a certificate.</summary>
    internal bool HasCertificate(string? nodeId, Digest certificate) => nodeId is not null && _certificates.Value.Contains((nodeId, certificate));

    private string? FindRollback()
    {
        if (Expected is { } expected && Log.All(record => record.Digest != expected))
        {
            return $"the head log has {Log.Count} entries and the expected {expected} is none of them: {RolledBack}";
        }

        var different = Enumerable.Range(0, Copy.Count).FirstOrDefault(index => index >= Log.Count || Log[index].Digest != Copy[index].Digest, -1);
        return different < 0 ? null : $"the head log differs from its copy at entry {different + 1} of {Copy.Count}: {RolledBack}";
    }

    private string? FindHidden()
    {
        if (HasNode is not { } hasNode)
        {
            return null;
        }

        // The last entry of a node tells whether it is still there.
        var last = new Dictionary<string, HeadEntry>(StringComparer.Ordinal);
        foreach (var record in Log)
        {
            last[record.Entry.NodeId] = record.Entry;
        }

        return last.Values.FirstOrDefault(entry => !string.Equals(entry.Operation, Operations.Remove, StringComparison.Ordinal) && !hasNode(entry.NodeId)) is { } hidden
            ? $"the store hides node {hidden.NodeId} of branch '{hidden.Label}', which its head log has"
            : null;
    }
}
