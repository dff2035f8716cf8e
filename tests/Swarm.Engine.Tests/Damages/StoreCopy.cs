using Swarm.Core.Errors;
using Swarm.Engine.Maintenance;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Tests.Damages;

/// <summary>A copy of the sound store and its keys, to harm.</summary>
internal sealed class StoreCopy : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-damage-").FullName;

    public StoreCopy(string from)
    {
        foreach (var path in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(_folder, Path.GetRelativePath(from, path)));
        }

        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(path, this[Path.GetRelativePath(from, path)]);
        }

        if (!OperatingSystem.IsWindows())
        {
            foreach (var path in Directory.EnumerateDirectories(_folder, "*", SearchOption.AllDirectories))
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    public string this[string path] => Path.Combine(_folder, path);

    public StoreLayout Layout => new(this["root"]);

    public SessionOptions Options() => new() { Root = this["root"], CurrentFolder = _folder, ReadVariable = name => name == "SWARM_HOME" ? this["home"] : null };

    /// <summary>What a check says: its problems, or why it could not begin.</summary>
    public IReadOnlyList<string> Check()
    {
        try
        {
            using var session = SwarmSession.Open(Options());
            return [.. session.Maintenance.Check(progress: null, Scene.Cancellation).Problems.Select(problem => problem.ToString())];
        }
        catch (SwarmException exception)
        {
            return [$"{exception.Code}: {exception.Message}"];
        }
    }

    /// <summary>The content of each node that can be had, and why the others cannot. Nothing but a <see cref="SwarmException"/> may say no.</summary>
    public Dictionary<string, string?> Read(IEnumerable<string> nodes)
    {
        try
        {
            using var session = SwarmSession.Open(Options());
            return nodes.ToDictionary(node => node, node => Read(session, node), StringComparer.Ordinal);
        }
        catch (SwarmException)
        {
            return nodes.ToDictionary(node => node, _ => (string?)null, StringComparer.Ordinal);
        }
    }

    public static string? Read(SwarmSession session, string node)
    {
        var destination = Path.Combine(Path.GetTempPath(), "swarm-damage-export-" + Guid.NewGuid().ToString("N"));
        try
        {
            session.States.ExportWorkspace(new NodeReference(node), destination, Scene.Cancellation);
            session.States.ExportState(new NodeReference(node), Path.Combine(destination, "the.state"), overwrite: false, Scene.Cancellation);
            return Scene.HashTree(destination, withTimes: false);
        }
        catch (SwarmException)
        {
            return null;
        }
        finally
        {
            TreeRemoval.Remove(destination);
        }
    }

    public StoreRepairResult? Repair(params string[] from)
    {
        try
        {
            return MaintenanceService.Repair(Options(), new RepairRequest { Roots = from }, progress: null, Scene.Cancellation);
        }
        catch (SwarmException)
        {
            return null;
        }
    }

    /// <summary>Optimises; false where that was refused.</summary>
    public bool Optimize()
    {
        try
        {
            using var session = SwarmSession.Open(Options());
            session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation);
            return true;
        }
        catch (SwarmException)
        {
            return false;
        }
    }

    /// <summary>Runs a step from a node. It says whether the step ran, and which node it made.</summary>
    public async Task<(bool HasRun, string? NodeId)> ResumeAsync(string node)
    {
        var marker = this["marker"];
        string? made = null;
        try
        {
            using var session = SwarmSession.Open(Options());
            var run = await session.Runs.RunAsync(new RunRequest { Node = new NodeReference(node), Step = Scene.Shell($"echo more > more; touch '{marker}'") }, Scene.Cancellation);
            made = run.Record.NodeId;
        }
        catch (SwarmException)
        {
            // Whether the step ran all the same is what is looked at.
        }

        return (File.Exists(marker), made);
    }

    public void Dispose() => TreeRemoval.Remove(_folder);
}
