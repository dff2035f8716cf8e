using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Engine.States;
using Swarm.Execution.Folders;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Workspaces;

/// <summary>What differs between the workspaces of nodes: to look at, as a patch, and merged into a folder.</summary>
public sealed class WorkspaceService
{
    private readonly SwarmSession _session;

    internal WorkspaceService(SwarmSession session) => _session = session;

    /// <summary>Compares the contents of two workspaces, path by path, as far as whoever asks reads on.</summary>
    /// <param name="reference">The node compared against.</param>
    /// <param name="difference">The node that is compared.</param>
    /// <param name="paths">Only these paths: patterns as in an ignore file; null for all.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public IEnumerable<ContentDifference> CompareContent(NodeReference reference, NodeReference difference, IReadOnlyList<string>? paths, CancellationToken cancellationToken)
    {
        using var lease = _session.Store.Lease("compare two workspaces");
        var (before, after) = (Read(NodeResolver.Resolve(_session.Store, reference)), Read(NodeResolver.Resolve(_session.Store, difference)));
        foreach (var change in WorkspaceTree.Compare(before, after, new PathFilter(paths)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ContentComparison.Show(change);
        }
    }

    /// <summary>Writes the changes from a base to a node as a patch, which <c>git apply</c> takes.</summary>
    /// <param name="request">Which changes.</param>
    /// <param name="destination">The file; relative to the current folder.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left half-written.</param>
    /// <returns>The file, and what it changes.</returns>
    /// <exception cref="SwarmException">There is nothing before the node, the base was removed, or the file cannot be written.</exception>
    public (string Path, IReadOnlyList<FileChange> Files) ExportPatch(ChangeRequest request, string destination, bool overwrite, CancellationToken cancellationToken)
    {
        using var lease = _session.Store.Lease("write a patch");
        var (changes, _) = Find(request);
        var path = _session.Resolve(destination);
        if (!overwrite && (File.Exists(path) || Directory.Exists(path)))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there already: name a new file.");
        }

        _session.Sweep();
        using var folder = RunFolder.TryCreate(_session.Configuration.WorkFolder!, Identifier.Create(RunFolder.OutsidePrefix, _session.Options.Random));
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            folder?.NoteOutside(temporary);
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                GitPatch.Write(file, changes, cancellationToken);
                file.Flush();
                FileFlush.Flush(file);
            }

            File.Move(temporary, path, overwrite);
            return (path, [.. changes.Select(change => new FileChange(change.Path, change.Name))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The patch cannot be written to '{path}': {exception.Message}", exception);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    /// <summary>Makes the changes from a base to a node in a folder, a clone of a repository for instance: all of them or none.</summary>
    /// <param name="request">Which changes; their base is a node.</param>
    /// <param name="destination">The folder; relative to the current folder.</param>
    /// <param name="dryRun">Whether only to see whether they can be made.</param>
    /// <param name="cancellationToken">Ends it; what was changed until then is taken back.</param>
    /// <returns>What was changed, or would be.</returns>
    /// <exception cref="SwarmException">
    /// What is to be changed is not as in the base (<c>WORKSPACE_CONFLICT</c>), or the folder cannot be written (<c>PATH_INVALID</c>).
    /// </exception>
    public IReadOnlyList<FileChange> Merge(ChangeRequest request, string destination, bool dryRun, CancellationToken cancellationToken)
    {
        using var lease = _session.Store.Lease("merge a workspace");
        var (changes, after) = Find(request);
        var folder = _session.Resolve(destination);
        if (!Directory.Exists(folder))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{folder}' is no folder: name the one that the changes are for.");
        }

        WorkspaceMerge.Check(folder, changes, cancellationToken);
        if (!dryRun && changes.Count > 0)
        {
            WorkspaceMerge.Apply(folder, changes, after.Folders, cancellationToken);
        }

        return [.. changes.Select(change => new FileChange(change.Path, change.Name))];
    }

    private (IReadOnlyList<WorkspaceChange> Changes, WorkspaceTree After) Find(ChangeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var node = NodeResolver.Resolve(_session.Store, request.Node);
        var before = request.BaseFolder is { } folder
            ? WorkspaceTree.Of(_session.Resolve(folder))
            : Read(request.Base is { } named ? NodeResolver.Resolve(_session.Store, named) : FindRoot(node));
        var after = Read(node);
        return ([.. WorkspaceTree.Compare(before, after, new PathFilter(request.Paths))], after);
    }

    private NodeRecord FindRoot(NodeRecord node)
    {
        var root = node;
        while (root.ParentNodeId is { } parent && _session.Store.FindNode(parent) is { } next)
        {
            root = next;
        }

        return root switch
        {
            _ when string.Equals(root.NodeId, node.NodeId, StringComparison.Ordinal) => throw new SwarmException(
                ErrorCode.SpecInvalid,
                $"Node {node.NodeId} is the root of its lineage, and no node was before it: name another base, or as a patch's base the folder that its workspace was copied from."),
            { IsRemoved: true } => throw new SwarmException(
                ErrorCode.NodeNotFound, $"Node {root.NodeId}, the root of the lineage of {node.NodeId}, was removed: name another base."),
            _ => root,
        };
    }

    private WorkspaceTree Read(NodeRecord node)
    {
        using var capability = _session.Store.OpenCapability(node, RatchetKind.State);
        return WorkspaceTree.Of(_session.Store, _session.Store.ReadManifest(node, capability));
    }
}
