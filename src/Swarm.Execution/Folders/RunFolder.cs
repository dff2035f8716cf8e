using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

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
    public string StateFile => System.IO.Path.Combine(StateFolder, "state.sqlite");

    /// <summary>The log while the step runs.</summary>
    public string Log => LogOf(Path);

    /// <summary>What the step writes here is its response.</summary>
    public string Output => System.IO.Path.Combine(OutputFolder, "output");

    /// <summary>The folder that holds nothing but the step's response: a confined step replaces files in folders alone.</summary>
    public string OutputFolder => Combine("response");

    /// <summary>What the step's proxy decided.</summary>
    public string Receipts => Combine("receipts.jsonl");

    /// <summary>Where a script step's text and input lie.</summary>
    public string Script => Combine("script");

    /// <summary>Whether somebody asked for the run to be cancelled.</summary>
    public bool IsCancelRequested => File.Exists(Combine(CancelName));

    /// <summary>The folder of the step's state database.</summary>
    public string StateFolder => Combine("state");

    /// <summary>Makes the folder of a run.</summary>
    /// <param name="workFolder">The folder that holds all of them.</param>
    /// <param name="runId">The run.</param>
    /// <exception cref="SwarmException">It cannot be made, or the same deterministic run is under way.</exception>
    public static RunFolder Create(string workFolder, string runId)
    {
        var path = System.IO.Path.Combine(workFolder, runId);
        OwnerAccess.Give(workFolder);
        using var claim = WorkClaim.Take(workFolder);
        if (IsOwned(path))
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Run {runId} is under way in another process: wait for it.");
        }

        try
        {
            TreeRemoval.Remove(path);
            DurableFile.CreateDirectory(path);
            var folder = new RunFolder(path, new FileStream(System.IO.Path.Combine(path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            foreach (var inner in new[] { folder.Workspace, folder.Script, folder.StateFolder, folder.OutputFolder })
            {
                DurableFile.CreateDirectory(inner);
            }

            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(path, exception);
        }
    }

    /// <summary>Does something about a run, unless a process is running it; none begins to meanwhile.</summary>
    /// <param name="path">The run's folder, which need not be there any more.</param>
    /// <param name="action">What to do.</param>
    public static void IfAbandoned(string path, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!Directory.Exists(path))
        {
            action();
            return;
        }

        GiveAccess(path);
        using var claim = WorkClaim.Take(System.IO.Path.GetDirectoryName(path)!);
        if (!IsOwned(path))
        {
            action();
        }
    }

    /// <summary>Removes the folders that processes left which ended before they could.</summary>
    /// <param name="workFolder">The folder that holds them.</param>
    public static void RemoveAbandoned(string workFolder)
    {
        OwnerAccess.Give(workFolder);
        try
        {
            foreach (var path in Directory.EnumerateDirectories(workFolder).Where(IsRunFolder))
            {
                GiveUp(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read keeps nobody from reading a store.
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

    /// <summary>Empties it of all that a step found and left, for another attempt.</summary>
    /// <exception cref="SwarmException">Something of it cannot be removed.</exception>
    public void Renew()
    {
        try
        {
            GiveAccess(Path);
            foreach (var path in new[] { Workspace, StateFolder, Script, OutputFolder, Log })
            {
                TreeRemoval.Remove(path);
            }

            foreach (var inner in new[] { Workspace, Script, StateFolder, OutputFolder })
            {
                DurableFile.CreateDirectory(inner);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(Path, exception);
        }
    }

    /// <summary>Puts an empty folder where the step removed one or put a link or a file in its place: nothing is read through it.</summary>
    /// <returns>Whether there is nothing but the step's own in the workspace, and in the folder of the state.</returns>
    public (bool HasWorkspace, bool HasState) Reclaim()
    {
        // The step may have taken from its own user the right to read.
        GiveAccess(Path);
        Reclaim(OutputFolder);
        var kept = (Reclaim(Workspace), Reclaim(StateFolder));
        foreach (var path in new[] { Output, Log, Receipts, StateFile, StateFile + "-wal", StateFile + "-shm", StateFile + "-journal" })
        {
            OwnerAccess.Give(path);
        }

        return kept;
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        try
        {
            GiveUp(Path, _lock);
        }
        finally
        {
            _lock.Dispose();
        }
    }

    // The name of a folder that is given up has a dot.
    private static bool IsRunFolder(string path)
    {
        var name = System.IO.Path.GetFileName(path).Split('.')[0];
        return Identifier.IsValid(name, name[..(name.IndexOf('-', StringComparison.Ordinal) + 1)]);
    }

    private static bool IsOwned(string path)
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

    private static void GiveAccess(string path)
    {
        OwnerAccess.Give(System.IO.Path.GetDirectoryName(path)!);
        OwnerAccess.Give(path);
    }

    // Moved away first, so that the same run can begin again while it is removed.
    private static void GiveUp(string path, FileStream? own = null)
    {
        try
        {
            var gone = path;
            GiveAccess(path);
            using (WorkClaim.Take(System.IO.Path.GetDirectoryName(path)!))
            {
                own?.Dispose();
                if (IsOwned(path))
                {
                    return;
                }

                if (!System.IO.Path.GetFileName(path).Contains('.', StringComparison.Ordinal))
                {
                    gone = $"{path}.{Guid.NewGuid():N}";
                    Directory.Move(path, gone);
                }
            }

            TreeRemoval.Remove(gone);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
        {
            // The next sweep takes it.
        }
    }

    private static bool Reclaim(string path)
    {
        if (FileStatus.Read(path) is not { } status || status.Kind == EntryKind.Directory)
        {
            DurableFile.CreateDirectory(path);
            OwnerAccess.Give(path);
            return true;
        }

        TreeRemoval.Remove(path);
        DurableFile.CreateDirectory(path);
        return false;
    }

    private string Combine(string name) => System.IO.Path.Combine(Path, name);
}
