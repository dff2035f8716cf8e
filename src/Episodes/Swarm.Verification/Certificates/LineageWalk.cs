using Swarm.Core.Concurrency;
using Swarm.Core.Digests;
using Swarm.Verification.Verdicts;

namespace Swarm.Verification.Certificates;

/// <summary>
/// Walks from a certificate to the root. Each step is bound by the digest that the child names, so that it is read in
/// order and cheaply; the signatures are then verified on all cores, a stretch at a time.
/// </summary>
internal sealed class LineageWalk
{
    private const int MostAncestors = 1_000_000;
    private const int Stretch = 512;

    private readonly CertificateTrust _trust;
    private readonly CancellationToken _cancellationToken;
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<CertificateVerdict> _verdicts = [];
    private ReadCertificate? _next;
    private string? _fault;
    private string? _beginning;

    private LineageWalk(CertificateTrust trust, CancellationToken cancellationToken) => (_trust, _cancellationToken) = (trust, cancellationToken);

    /// <summary>The verdicts on the ancestors, the parent first; the last is the first that does not hold.</summary>
    public IReadOnlyList<CertificateVerdict> Verdicts => _verdicts;

    /// <summary>What the walk found.</summary>
    public CheckResult Check => _fault is not null ? new CheckResult(CheckNames.Lineage, CheckStatus.Failed, _fault)
        : _beginning is not null ? CheckResult.Unavailable(CheckNames.Lineage, _beginning)
        : new CheckResult(CheckNames.Lineage, CheckStatus.Passed, $"{_verdicts.Count} ancestors to the root");

    public static LineageWalk Run(ReadCertificate start, CertificateTrust trust, CancellationToken cancellationToken)
    {
        var walk = new LineageWalk(trust, cancellationToken);
        walk.Run(start);
        return walk;
    }

    private void Run(ReadCertificate start)
    {
        if (start.Content is null or { Node: null })
        {
            _beginning = start.Content is null ? "the certificate cannot be read" : "the certificate names no node";
            return;
        }

        _next = start;
        while (_next is not null && _verdicts is [] or [.., { IsValid: true }])
        {
            var from = _verdicts.Count;
            var stretch = Collect();
            if (stretch.Count == 0)
            {
                break;
            }

            Judge(stretch);
            var wrong = _verdicts.FindIndex(from, verdict => !verdict.IsValid);
            if (wrong >= 0)
            {
                // What one that does not hold says of its own parent is nothing to go by.
                _verdicts.RemoveRange(wrong + 1, _verdicts.Count - wrong - 1);
                (_fault, _beginning) = ($"node {stretch[wrong - from].NodeId}: {_verdicts[wrong].Reason}", null);
            }
        }
    }

    /// <summary>Reads the next ancestors; stops at the root, and where the line breaks.</summary>
    private List<Ancestor> Collect()
    {
        var stretch = new List<Ancestor>();
        while (stretch.Count < Stretch && _next is { Content.Node: { ParentNodeId: { } parentId } node } child)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _next = null;
            if (!_seen.Add(node.NodeId) || _seen.Count > MostAncestors)
            {
                _fault = $"the lineage comes back to node {node.NodeId}";
            }
            else if (child.Content.ParentState.CertificateSha256 is not { } expected)
            {
                _beginning = $"the lineage begins with node {parentId}, which came without a certificate";
            }
            else if (CertificateVerifier.FindParent(_trust, parentId) is not { } parent)
            {
                _fault = $"the certificate of node {parentId} is not at hand";
            }
            else
            {
                stretch.Add(new Ancestor(parentId, expected, parent));

                // A certificate that the child does not name is judged, and leads no further.
                _next = parent.Digest == expected ? parent : null;
            }
        }

        return stretch;
    }

    private void Judge(List<Ancestor> stretch)
    {
        var parents = stretch.Select((ancestor, index) => index + 1 < stretch.Count ? stretch[index + 1].Certificate : FindLast(ancestor)).ToArray();
        var keys = stretch.Select((ancestor, index) => Name(ancestor, parents[index])).ToArray();
        var verdicts = keys.Select(key => key is { } name ? _trust.Session?.Find(name) : null).ToArray();
        AllCores.ForEach(
            Enumerable.Range(0, stretch.Count).Where(index => verdicts[index] is null),
            index =>
            {
                var trust = _trust with { ExpectedArtifactHash = stretch[index].Expected };
                verdicts[index] = CertificateVerifier.VerifyAncestor(stretch[index].Certificate, trust, parents[index]);
                if (keys[index] is { } name)
                {
                    _trust.Session?.Remember(name, verdicts[index]!);
                }
            },
            _cancellationToken);
        _verdicts.AddRange(verdicts!);
    }

    private VerifiedAncestor? Name(Ancestor ancestor, ReadCertificate? parent) =>
        _trust.Session is null ? null : VerifiedAncestor.Of(ancestor.Certificate, ancestor.Expected, parent, _trust);

    private ReadCertificate? FindLast(Ancestor ancestor) =>
        ancestor.Certificate.Content?.Node?.ParentNodeId is { } id ? CertificateVerifier.FindParent(_trust, id) : null;

    /// <param name="NodeId">The id by which the child names it. A fork shares its parent's certificate, which may speak of an earlier node.</param>
    /// <param name="Expected">The digest that the child names.</param>
    /// <param name="Certificate">What is at hand for the id.</param>
    private sealed record Ancestor(string NodeId, Digest Expected, ReadCertificate Certificate);
}
