using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Stores;

namespace Swarm.Execution.Folders;

/// <summary>
/// The folder of one run while it runs. Its lock file is held by the process that runs it, and the system lets go of it
/// when that process ends, however it ends.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string LockName = "owner.lock";
    private const string CancelName = "cancel";

    private readonly FileStream _lock;

    private RunFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The step's current folder.</summary>
    public string Workspace => Combine("workspace");

    /// <summary>The step's state database.</summary>
    public string StateFile => System.IO.Path.Combine(Combine("state"), "state.sqlite");

    /// <summary>The log while the step runs.</summary>
    public string Log => LogOf(Path);

    /// <summary>What the step writes here is its response.</summary>
    public string Output => Combine("output");

    /// <summary>Where a script step's text and input lie.</summary>
    public string Script => Combine("script");

    /// <summary>Whether somebody asked for the run to be cancelled.</summary>
    public bool IsCancelRequested => File.Exists(Combine(CancelName));

    /// <summary>Makes the folder of a run.</summary>
    /// <param name="workFolder">The folder that holds all of them.</param>
    /// <param name="runId">The run.</param>
    /// <exception cref="SwarmException">It cannot be made, or the same deterministic run is under way.</exception>
    public static RunFolder Create(string workFolder, string runId)
    {
        var path = System.IO.Path.Combine(workFolder, runId);
        if (IsOwned(path))
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Run {runId} is under way in another process: wait for it.");
        }

        try
        {
            TreeRemoval.Remove(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }

        DurableFile.CreateDirectory(path);
        var folder = new RunFolder(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        foreach (var inner in new[] { folder.Workspace, folder.Script, System.IO.Path.GetDirectoryName(folder.StateFile)! })
        {
            DurableFile.CreateDirectory(inner);
        }

        return folder;
    }

    /// <summary>Whether a process is running the run of a folder.</summary>
    /// <param name="path">The run's folder.</param>
    public static bool IsOwned(string path)
    {
        try
        {
            using var probe = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Asks whoever runs a run to cancel it.</summary>
    /// <param name="path">The run's folder.</param>
    public static void RequestCancel(string path) => File.WriteAllBytes(System.IO.Path.Combine(path, CancelName), []);

    /// <summary>The log of a run that is under way.</summary>
    /// <param name="path">The run's folder.</param>
    public static string LogOf(string path) => System.IO.Path.Combine(path, "log");

    /// <summary>Empties what was partly restored.</summary>
    public void Clear()
    {
        TreeRemoval.Remove(Workspace);
        DurableFile.CreateDirectory(Workspace);
        File.Delete(StateFile);
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        try
        {
            TreeRemoval.Remove(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next sweep of abandoned folders takes it.
        }
    }

    private string Combine(string name) => System.IO.Path.Combine(Path, name);
}
