using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;
using Swarm.State.Comparison;
using Swarm.State.Exporting;
using Swarm.State.Inspection;
using Swarm.State.Querying;
using Swarm.State.Rows;
using Swarm.Storage.Manifests;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Engine.States;

/// <summary>Looking into the states and workspaces of nodes.</summary>
public sealed class StateService
{
    private readonly SwarmSession _session;

    internal StateService(SwarmSession session) => _session = session;

    /// <summary>Summarises what a node holds.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public NodeState Inspect(NodeReference reference, CancellationToken cancellationToken)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        using var state = ExtractedState.Open(_session, node, cancellationToken);
        var files = WorkspaceOf(state.Manifest).Where(entry => entry.Kind != EntryKind.Directory).ToArray();
        return new NodeState(node, StateInspector.Inspect(state.Path, cancellationToken), files.Length, files.Sum(entry => entry.Size));
    }

    /// <summary>Runs one read-only SQL statement on a node's state.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters by name.</param>
    /// <param name="limits">Its limits; null for none.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The rows, as they are read.</returns>
    public IEnumerable<StateRow> Query(
        NodeReference reference, string sql, IReadOnlyDictionary<string, object?>? parameters, StateQueryLimits? limits, CancellationToken cancellationToken)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        using var state = ExtractedState.Open(_session, node, cancellationToken);
        foreach (var row in StateQuery.Execute(state.Path, sql, parameters, limits, cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>Compares two nodes: their tables by primary key, their files by content, kind and mode.</summary>
    /// <param name="reference">The node compared against.</param>
    /// <param name="difference">The node that is compared.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public NodeComparison Compare(NodeReference reference, NodeReference difference, CancellationToken cancellationToken)
    {
        var (left, right) = (NodeResolver.Resolve(_session.Store, reference), NodeResolver.Resolve(_session.Store, difference));
        using var leftState = ExtractedState.Open(_session, left, cancellationToken);
        using var rightState = ExtractedState.Open(_session, right, cancellationToken);
        var tables = StateComparer.Compare(leftState.Path, rightState.Path, cancellationToken);
        return new NodeComparison(left, right, tables, CompareFiles(leftState.Manifest, rightState.Manifest));
    }

    /// <summary>Writes a node's database to a new file.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="destination">The file; relative to the current folder.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left half-written.</param>
    /// <returns>The file.</returns>
    public string ExportState(NodeReference reference, string destination, bool overwrite, CancellationToken cancellationToken)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        _session.Sweep();
        var path = _session.Resolve(destination);
        using var state = ExtractedState.Open(_session, node, cancellationToken);
        StateExporter.ExportDatabase(state.Path, path, overwrite, state.NoteOutside, cancellationToken);
        return path;
    }

    /// <summary>Writes a node's workspace to a new folder.</summary>
    /// <param name="reference">The node.</param>
    /// <param name="destination">The folder; relative to the current folder. It must not be there, or be empty.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left half-written.</param>
    /// <returns>The folder.</returns>
    public string ExportWorkspace(NodeReference reference, string destination, CancellationToken cancellationToken)
    {
        var node = NodeResolver.Resolve(_session.Store, reference);
        var path = _session.Resolve(destination);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{path}' is there and not an empty folder: name another destination.");
        }

        _session.Sweep();
        using var capability = _session.Store.OpenCapability(node, RatchetKind.State);
        var manifest = _session.Store.ReadManifest(node, capability);
        var temporary = $"{path.TrimEnd(Path.DirectorySeparatorChar)}.{Guid.NewGuid():N}.tmp";
        using var folder = RunFolder.TryCreate(_session.Configuration.WorkFolder!, Identifier.Create(RunFolder.OutsidePrefix, _session.Options.Random));
        try
        {
            folder?.NoteOutside(temporary);
            Directory.CreateDirectory(temporary);
            _session.Store.Restore(manifest, temporary, stateFile: null, cancellationToken);
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }

            Directory.Move(temporary, path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The workspace cannot be written to '{path}': {exception.Message}", exception);
        }
        finally
        {
            TreeRemoval.TryRemove(temporary);
        }
    }

    private static IEnumerable<ManifestEntry> WorkspaceOf(Manifest manifest) =>
        manifest.Entries.Where(entry => entry.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal));

    private static List<FileChange> CompareFiles(Manifest reference, Manifest difference)
    {
        var before = WorkspaceOf(reference).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var after = WorkspaceOf(difference).ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(PathOrder.Instance)
                .Select(path => (Path: path, Change: ChangeOf(before.GetValueOrDefault(path), after.GetValueOrDefault(path))))
                .Where(change => change.Change is not null)
                .Select(change => new FileChange(change.Path[ManifestEntry.WorkspacePrefix.Length..], change.Change!)),
        ];
    }

    private static string? ChangeOf(ManifestEntry? before, ManifestEntry? after) => (before, after) switch
    {
        (null, _) => "added",
        (_, null) => "removed",
        _ when before.Kind == after.Kind && before.Mode == after.Mode && before.Size == after.Size && before.Content == after.Content
            && string.Equals(before.LinkTarget, after.LinkTarget, StringComparison.Ordinal) => null,
        _ => "changed",
    };
}
