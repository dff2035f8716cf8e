using Swarm.Core.Contracts;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Core.Time;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Execution.Folders;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;

namespace Swarm.Execution.Episodes;

/// <summary>Makes a node of what a launch brings, so that it can travel as a bundle.</summary>
public static class LaunchInputs
{
    /// <summary>Copies workspace and state in, and commits them as a root under capabilities that nothing goes on from.</summary>
    /// <param name="host">A store that is made for this, and is thrown away afterwards.</param>
    /// <param name="folder">A run's folder, empty.</param>
    /// <param name="request">The launch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The node.</returns>
    public static NodeRecord Take(EpisodeHost host, RunFolder folder, EpisodeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(request);
        new EpisodeIntake(host.Store, request).TakeIn(folder, cancellationToken);
        using var writer = host.Store.BeginSnapshot(host.Random);
        writer.Capture(new CaptureRequest { WorkspaceFolder = folder.Workspace, StateFile = folder.StateFile }, cancellationToken);
        var nodeId = Identifier.Create(Identifier.NodePrefix, host.Random);
        using var state = new Capability(nodeId, RatchetChain.CreateRoot(RatchetKind.State, host.Random));
        using var net = new Capability(nodeId, RatchetChain.CreateRoot(RatchetKind.Net, host.Random));
        var snapshot = writer.Seal(Identifier.Create(Identifier.StatePrefix, host.Random), state.Chain);
        var node = new NodeRecord
        {
            NodeId = nodeId,
            ParentNodeId = null,
            RunId = null,
            Operation = Operations.Import,
            Label = request.Label,
            RatchetStep = 0,
            StateId = snapshot.StateId,
            SnapshotRoot = snapshot.Root,
            OriginNodeId = nodeId,
            StateCommitment = state.Commitment,
            NetCommitment = net.Commitment,
            CertificateSha256 = null,
            CreatedAt = RecordedClock.Format(host.Time.GetUtcNow()),
        };
        var tokens = new NextTokens { NodeId = nodeId, RatchetStep = 0, StateCap = host.Store.Seal(state, host.Random), NetCap = host.Store.Seal(net, host.Random) };
        host.Store.Commit(new NodeCommit(node, Run: null, snapshot, new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [NodeFiles.Node] = CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
            [NodeFiles.NextTokens] = CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens),
        }));
        return node;
    }
}
