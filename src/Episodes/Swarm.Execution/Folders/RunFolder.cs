using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Locks;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Folders;

/// <summary>
/// The folder of one run while it runs. A file beside it, out of the step's way, names the process that runs it; its lock is held as long as
/// that process lives, and the folder is cleared away by others only where the process is proven dead.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string CancelName = "cancel";

    private readonly OwnerFile _owner;

    private RunFolder(string path, OwnerFile owner) => (Path, _owner) = (path, owner);

    /// <summary>What the names of folders begin with whose process makes something outside for a moment.</summary>
    public const string OutsidePrefix = "export-";

    private const string OutsideName = "outside";

    // No path has it, so that half a note is not taken for a shorter path.
    private const char NoteEnd = '\0';

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
        RequireFree(path, runId);
        OwnerFile? owner = null;
        try
        {
            owner = OwnerFile.Create(OwnerOf(path));
            TreeRemoval.Remove(path);
            DurableFile.CreateDirectory(path);
            var folder = new RunFolder(path, owner);
            foreach (var inner in new[] { folder.Workspace, folder.Script, folder.StateFolder, folder.OutputFolder })
            {
                DurableFile.CreateDirectory(inner);
            }

            return folder;
        }
        catch (Exception exception)
        {
            Withdraw(path, owner);
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(path, exception);
            }

            throw;
        }
    }

    /// <summary>Makes a folder for <see cref="NoteOutside"/>, unless there is no room for one: a full disk keeps nobody from taking things elsewhere.</summary>
    /// <param name="workFolder">The folder that holds all of them.</param>
    /// <param name="id">An id of <see cref="OutsidePrefix"/>.</param>
    public static RunFolder? TryCreate(string workFolder, string id)
    {
        try
        {
            return Create(workFolder, id);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StoreUnwritable)
        {
            return null;
        }
    }

    /// <summary>Says whether the process that runs a run in a folder still does.</summary>
    /// <param name="path">The run's folder, which need not be there any more.</param>
    public static OwnerState Judge(string path) => OwnerFile.Judge(OwnerOf(path));

    /// <summary>Removes the folders that processes left which are proven to have ended before they could.</summary>
    /// <param name="workFolder">The folder that holds them.</param>
    public static void RemoveAbandoned(string workFolder)
    {
        OwnerAccess.Give(workFolder);
        foreach (var owner in Directory.EnumerateFiles(workFolder, "*" + OwnerFile.Extension))
        {
            GiveUp(owner[..^OwnerFile.Extension.Length]);
        }

        try
        {
            using var claim = WorkClaim.Take(workFolder);
            OwnerFile.RemoveUnfinished(workFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
        {
            // The next sweep takes them.
        }
    }

    /// <summary>
    /// Names what is made outside for a moment, in the open, so that whoever clears up after this process removes it too. Only for a folder of
    /// <see cref="OutsidePrefix"/>, in which no step runs that could name something else.
    /// </summary>
    /// <param name="path">The file or folder, which need not be there yet.</param>
    public void NoteOutside(string path) => DurableFile.WriteScratch(Combine(OutsideName), System.Text.Encoding.UTF8.GetBytes(path + NoteEnd));

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
            GiveUp(Path, _owner);
        }
        finally
        {
            _owner.Dispose();
        }
    }

    // The owner's file goes last: a folder that cannot be removed now is taken by the next sweep, which no folder without one is.
    private static void Withdraw(string path, OwnerFile? owner)
    {
        using (owner)
        {
            try
            {
                TreeRemoval.Remove(path);
                owner?.Delete();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
            {
                // The failure that led here is the one to report.
            }
        }
    }

    private static string OwnerOf(string path) => path + OwnerFile.Extension;

    private static void RequireFree(string path, string runId)
    {
        var state = Judge(path);
        if (state == OwnerState.Alive)
        {
            throw new SwarmException(ErrorCode.StoreBusy, $"Run {runId} is under way in another process: wait for it.");
        }

        if (state == OwnerState.Unproven || (state == OwnerState.Absent && Directory.Exists(path)))
        {
            throw new SwarmException(
                ErrorCode.StoreBusy, $"Whether run {runId} is under way elsewhere cannot be told from here: see that it is not, then remove '{path}' and '{OwnerOf(path)}'.");
        }
    }

    private static void GiveAccess(string path)
    {
        OwnerAccess.Give(System.IO.Path.GetDirectoryName(path)!);
        OwnerAccess.Give(path);
    }

    // Moved away first, so that the same run can begin again while it is removed; the owner's file first of all, so that none is without.
    private static void GiveUp(string path, OwnerFile? own = null)
    {
        try
        {
            string gone;
            GiveAccess(path);
            using (WorkClaim.Take(System.IO.Path.GetDirectoryName(path)!))
            {
                if (own is null && Judge(path) != OwnerState.Dead)
                {
                    return;
                }

                gone = MoveAway(path, own);
            }

            if (own is null)
            {
                RemoveOutside(gone);
            }

            TreeRemoval.Remove(gone);
            File.Delete(OwnerOf(gone));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SwarmException)
        {
            // The next sweep takes it.
        }
    }

    private static string MoveAway(string path, OwnerFile? own)
    {
        var (name, gone) = (path, path);
        if (System.IO.Path.GetFileName(path).Split('.') is [var first, _])
        {
            // Whoever gave it up may have ended between the two moves.
            name = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, first);
        }
        else
        {
            gone = $"{path}.{Guid.NewGuid():N}";
            if (own is null)
            {
                File.Move(OwnerOf(path), OwnerOf(gone));
            }
            else
            {
                own.MoveTo(OwnerOf(gone));
            }
        }

        if (Directory.Exists(name) && !Directory.Exists(gone) && !File.Exists(OwnerOf(name)))
        {
            Directory.Move(name, gone);
        }

        return gone;
    }

    private static void RemoveOutside(string gone)
    {
        var note = System.IO.Path.Combine(gone, OutsideName);
        if (System.IO.Path.GetFileName(gone).StartsWith(OutsidePrefix, StringComparison.Ordinal) && File.Exists(note))
        {
            // A process that was ended before its note was whole had made nothing yet.
            if (File.ReadAllText(note) is [.. var path, NoteEnd])
            {
                TreeRemoval.Remove(path);
                File.Delete(path);
            }
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
