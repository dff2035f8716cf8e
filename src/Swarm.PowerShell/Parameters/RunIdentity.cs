using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Parameters;

/// <summary>Finds the run that a reference names.</summary>
internal static class RunIdentity
{
    /// <summary>Gives the id, or a beginning of it: of the run itself, or of the one that made the node.</summary>
    /// <param name="session">The store.</param>
    /// <param name="reference">The reference.</param>
    public static string Find(SwarmSession session, SwarmNodeReference reference)
    {
        if (reference.RunId is { } known)
        {
            return known;
        }

        var text = reference.Text.Trim();
        if (text.StartsWith(NodeReference.RunPrefix, StringComparison.Ordinal) || text.StartsWith(Identifier.RunPrefix, StringComparison.Ordinal))
        {
            return text;
        }

        var node = session.Nodes.Get(new NodeReference(text)).Record;
        return node.RunId ?? throw new SwarmException(
            ErrorCode.NodeNotFound, $"Node {node.NodeId} was not made by a run but by {node.Operation}: name a run.");
    }
}
