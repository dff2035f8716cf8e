using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Makes the rows of runs again: from the documents of their nodes, and for runs without a node from the old catalog.</summary>
internal static class RunRecovery
{
    public static IReadOnlyList<RunRecord> Recover(StoreLayout layout, IReadOnlyList<NodeRecord> nodes, IReadOnlyList<RunRecord> salvaged)
    {
        var made = nodes.Where(node => node.RunId is not null)
            .Select(node => Load(layout, node)).OfType<RunRecord>()
            .DistinctBy(run => run.RunId, StringComparer.Ordinal).ToArray();
        var madeById = made.ToDictionary(run => run.RunId, StringComparer.Ordinal);
        var makers = nodes.ToDictionary(node => node.NodeId, node => node.RunId, StringComparer.Ordinal);
        var kept = salvaged.Where(run => madeById.ContainsKey(run.RunId) || run.NodeId is null
            || (makers.TryGetValue(run.NodeId, out var maker) && string.Equals(maker, run.RunId, StringComparison.Ordinal))).ToArray();
        var keptIds = kept.Select(run => run.RunId).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. kept.Select(run => madeById.GetValueOrDefault(run.RunId) ?? run),
            .. made.Where(run => !keptIds.Contains(run.RunId)).Concat(FindPending(layout, keptIds, madeById)).OrderBy(run => run.StartedAt, StringComparer.Ordinal),
        ];
    }

    private static RunRecord? Load(StoreLayout layout, NodeRecord node)
    {
        try
        {
            var result = Parse(layout.NodeFile(node.NodeId, NodeFiles.Result), ContractJson.Default.RunResult);
            var certificate = Parse(layout.NodeFile(node.NodeId, NodeFiles.Certificate), ContractJson.Default.Certificate);
            return new RunRecord
            {
                RunId = result.RunId,
                Operation = result.Operation,
                Label = node.Label,
                ParentNodeId = node.ParentNodeId,
                Status = result.Status,
                NodeId = node.NodeId,
                ExitCode = result.ExitCode,
                ArtifactHash = result.ArtifactHash,
                Message = result.Errors.Count > 0 ? result.Errors[0].Message : null,
                ErrorCode = result.Errors.Count > 0 ? result.Errors[0].Code : null,
                Backend = FindRemote(layout.RemoteFile(result.RunId))?.Backend ?? RunRecord.LocalBackend,
                StartedAt = certificate.Runtime.StartedAt,
                FinishedAt = certificate.Runtime.FinishedAt,
            };
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Runs that were asked for elsewhere, which their own files tell of.</summary>
    private static IEnumerable<RunRecord> FindPending(StoreLayout layout, HashSet<string> kept, Dictionary<string, RunRecord> made) =>
        (Directory.Exists(layout.Remote) ? Directory.EnumerateFiles(layout.Remote, "*.json") : [])
            .Select(FindRemote).OfType<RemoteRun>().Where(remote => !kept.Contains(remote.RunId) && !made.ContainsKey(remote.RunId))
            .Select(RunRecord.Pending);

    private static RemoteRun? FindRemote(string file)
    {
        try
        {
            return File.Exists(file) ? Parse(file, ContractJson.Default.RemoteRun) : null;
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static T Parse<T>(string file, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => StrictJson.Parse(DocumentFile.Read(file), type, Path.GetFileName(file));
}
