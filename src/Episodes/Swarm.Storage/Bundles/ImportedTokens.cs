using System.Text;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Bundles;

/// <summary>The two capabilities that came with a bundle.</summary>
internal sealed class ImportedTokens : IDisposable
{
    private readonly Capability _net;

    private ImportedTokens(Capability state, Capability net) => (State, _net) = (state, net);

    /// <summary>The state capability.</summary>
    public Capability State { get; }

    public static ImportedTokens Open(ReadOnlyMemory<byte> bytes, AgeIdentity identity)
    {
        try
        {
            var tokens = StrictJson.Parse(bytes, ContractJson.Default.NextTokens, NodeFiles.NextTokens);
            var state = Capability.Open(Encoding.ASCII.GetBytes(tokens.StateCap), identity);
            try
            {
                return new ImportedTokens(state, Capability.Open(Encoding.ASCII.GetBytes(tokens.NetCap), identity));
            }
            catch
            {
                state.Dispose();
                throw;
            }
        }
        catch (SwarmException exception)
        {
            throw new SwarmException(
                ErrorCode.CapabilityInvalid,
                $"The capabilities of {NodeFiles.NextTokens} do not open here: {exception.Message} Have them sealed to this operator, or import without them.",
                exception);
        }
    }

    /// <summary>Refuses capabilities that are not those of the bundle's node.</summary>
    public void Require(BundleContent bundle)
    {
        var node = bundle.Node;
        var salt = State.Kind == RatchetKind.State ? State.Chain.DeriveKey(RatchetKeyUse.SnapshotRoot, node.StateId) : [];
        var isOwn = State.Kind == RatchetKind.State && _net.Kind == RatchetKind.Net
            && string.Equals(State.NodeId, node.NodeId, StringComparison.Ordinal)
            && string.Equals(_net.NodeId, node.NodeId, StringComparison.Ordinal)
            && State.RatchetStep == node.RatchetStep
            && State.Commitment == node.StateCommitment && _net.Commitment == node.NetCommitment
            && string.Equals(Convert.ToHexStringLower(salt), bundle.Description.RootSalt, StringComparison.Ordinal);
        if (!isOwn)
        {
            throw new SwarmException(
                ErrorCode.CapabilityInvalid,
                $"The capabilities are those of node {State.NodeId}, step {State.RatchetStep}, and do not fit node {node.NodeId}, step {node.RatchetStep}, of the bundle: give that node's own, or import without them.");
        }
    }

    /// <summary>Seals them to the operator of a store.</summary>
    public NextTokens Reseal(Store store, RandomSource random) => new()
    {
        NodeId = State.NodeId,
        RatchetStep = State.RatchetStep,
        StateCap = store.Seal(State, random),
        NetCap = store.Seal(_net, random),
    };

    public void Dispose()
    {
        State.Dispose();
        _net.Dispose();
    }
}
