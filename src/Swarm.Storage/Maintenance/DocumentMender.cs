using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Brings back documents of nodes from copies of the same store.</summary>
internal static class DocumentMender
{
    private static readonly string[] Names =
        [NodeFiles.Certificate, NodeFiles.Attestation, NodeFiles.Node, NodeFiles.Result, NodeFiles.RunSpec, NodeFiles.Policy, NodeFiles.NextTokens];

    /// <summary>Copies the folders of nodes that are gone.</summary>
    public static void RestoreFolders(StoreLayout layout, IEnumerable<string> nodeIds, IReadOnlyList<Store> copies, Action<string> note)
    {
        foreach (var id in nodeIds.Where(id => Identifier.IsValid(id, Identifier.NodePrefix) && !Directory.Exists(layout.NodeFolder(id))))
        {
            if (copies.FirstOrDefault(copy => Directory.Exists(copy.Layout.NodeFolder(id))) is { } copy)
            {
                DurableFile.CreateDirectory(layout.NodeFolder(id));
                CopyFiles(layout, copy, id);
                note($"The documents of node {id} came back from '{copy.Layout.Root}'.");
            }
        }
    }

    /// <summary>Replaces the documents of nodes with which something is wrong.</summary>
    public static void Mend(Store store, IReadOnlyList<Store> copies, Action<string> note, CancellationToken cancellationToken)
    {
        var problems = new List<StoreProblem>();
        new NodeAudit(store, [store.Keys.Public.VerificationKey], problems.Add).Run(cancellationToken);
        foreach (var id in problems.Select(problem => problem.Subject).Distinct(StringComparer.Ordinal))
        {
            foreach (var copy in copies.Where(copy => Directory.Exists(copy.Layout.NodeFolder(id))))
            {
                if (CopyFiles(store.Layout, copy, id) > 0)
                {
                    note($"Documents of node {id} were replaced by those of '{copy.Layout.Root}'.");
                }
            }
        }
    }

    private static int CopyFiles(StoreLayout layout, Store copy, string nodeId)
    {
        var copied = 0;
        foreach (var name in Names.Where(name => File.Exists(copy.Layout.NodeFile(nodeId, name))))
        {
            try
            {
                var content = File.ReadAllBytes(copy.Layout.NodeFile(nodeId, name));
                var file = layout.NodeFile(nodeId, name);
                if (!File.Exists(file) || !File.ReadAllBytes(file).AsSpan().SequenceEqual(content))
                {
                    DurableFile.Write(file, content);
                    copied++;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new SwarmException(ErrorCode.StoreUnwritable, $"The documents of node {nodeId} cannot be copied: {exception.Message}", exception);
            }
        }

        return copied;
    }
}
