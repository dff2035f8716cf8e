using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Policies;

/// <summary>The policy that a node was made under, which goes on with whoever resumes it.</summary>
internal static class NodePolicy
{
    private const string Remedy = "Mend the store with 'swarm store repair', or name the policy for the run yourself.";

    /// <summary>Gives the policy of a node; a fork's is that of the node that it shares with.</summary>
    /// <param name="store">The store.</param>
    /// <param name="node">The node.</param>
    /// <returns>The policy, or null where the node was made under none.</returns>
    /// <exception cref="SwarmException">
    /// It cannot be told whether there was one (<c>STORE_DAMAGED</c>), or the policy's bytes are gone or others (<c>POLICY_HASH_MISMATCH</c>).
    /// </exception>
    public static Policy? Find(Store store, NodeRecord node)
    {
        if (node.CertificateSha256 is not { } artifactHash)
        {
            return null;
        }

        var certificate = Read(store, node, NodeFiles.Certificate, StrictJson.DefaultLimit);
        if (certificate is null || Digest.Compute(certificate) != artifactHash)
        {
            throw new SwarmException(
                ErrorCode.StoreDamaged, $"The certificate of node {node.NodeId} is missing or damaged, so that the policy that it was made under cannot be told. {Remedy}");
        }

        if (StrictJson.Parse(certificate, ContractJson.Default.Certificate, NodeFiles.Certificate).Policy is not { } named)
        {
            return null;
        }

        var bytes = Read(store, node, NodeFiles.Policy, Policy.MostBytes);
        return bytes is not null && Digest.Compute(bytes) == named.PolicyHash
            ? Policy.Parse(bytes, named.PolicyRef)
            : throw new SwarmException(
                ErrorCode.PolicyHashMismatch,
                $"Node {node.NodeId} was made under the policy {named.PolicyHash}, and its {NodeFiles.Policy} is {(bytes is null ? "missing" : "another")}. {Remedy}");
    }

    private static byte[]? Read(Store store, NodeRecord node, string name, int limit)
    {
        var file = store.Layout.NodeFile(node.OriginNodeId, name);
        try
        {
            return File.Exists(file) ? BoundedFile.TryRead(file, limit) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.StoreDamaged, $"The {name} of node {node.NodeId} cannot be read: {exception.Message} {Remedy}", exception);
        }
    }
}
