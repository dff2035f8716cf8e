using System.Runtime.CompilerServices;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.PowerShell.Records;
using Swarm.Verification.Verdicts;

namespace Swarm.PowerShell.Certificates;

/// <summary>The verifications that one command began: one a store and one for files. Where certificates share an ancestor, they share its record.</summary>
/// <param name="request">What the command expects of each certificate.</param>
internal sealed class Verifications(VerifyRequest request)
{
    private readonly Dictionary<SwarmSession, NodeVerification> _nodes = [];
    private readonly ConditionalWeakTable<CertificateVerdict, SwarmVerdict> _records = [];
    private FileVerification? _files;

    /// <summary>The verification of a store's nodes.</summary>
    /// <param name="session">The store.</param>
    public NodeVerification Of(SwarmSession session)
    {
        if (!_nodes.TryGetValue(session, out var nodes))
        {
            _nodes.Add(session, nodes = session.Trust.Begin(request));
        }

        return nodes;
    }

    /// <summary>The verification of files.</summary>
    /// <param name="options">What the command gives.</param>
    public FileVerification Of(SessionOptions options) => _files ??= new FileVerification(options, request);

    /// <summary>Gives the record of a verdict, on any thread.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="root">The folder that holds its store; null where there is none.</param>
    public SwarmVerdict Record(CertificateVerdict verdict, string? root) =>
        _records.GetValue(verdict, _ => SwarmVerdict.From(verdict, root, ancestor => Record(ancestor, root)));
}
