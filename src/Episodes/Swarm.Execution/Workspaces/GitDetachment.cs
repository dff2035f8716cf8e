using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>
/// Gives the git repositories of a copied workspace all of their own state: of a worktree, a submodule, a repository whose folder lies
/// elsewhere, and one that borrows objects (gitrepository-layout(5)). What a step commits then stays in the run.
/// </summary>
/// <param name="source">The workspace that was copied.</param>
/// <param name="destination">The copy.</param>
/// <param name="links">What tells places inside the source from others.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class GitDetachment(string source, string destination, InwardLinks links, CancellationToken cancellationToken)
{
    private const string GitName = ".git";
    private const string CommonMark = "commondir";
    private const string Worktrees = "worktrees";
    private const int MostFileBytes = 64 * 1024;
    private const int MostAlternates = 64;

    /// <summary>Makes every repository of the copy whole.</summary>
    /// <param name="entries">What was copied.</param>
    /// <returns>The paths whose repository lay outside the workspace.</returns>
    public IReadOnlyCollection<string> Apply(List<TreeEntry> entries)
    {
        var detached = new List<string>();
        foreach (var entry in entries.Where(entry => IsNamed(entry.Path, GitName)))
        {
            var folder = Target(entry.Path);
            if (entry.Status.Kind == EntryKind.Directory)
            {
                ForgetWorktrees(folder);
                SettleWorkTree(folder, isCopy: false);
                if (ReplaceOutwardLinks(entries.Where(inner => inner.LinkTarget is not null && IsBelow(inner.Path, entry.Path))) | TakeCommon(folder, entry.FullPath))
                {
                    detached.Add(entry.Path);
                }
            }
            else if (FindRepository(entry) is { } repository)
            {
                if (links.FindInside(repository) is { Length: > 0 } inside && Directory.Exists(Target(inside)))
                {
                    PointInside(entry, inside);
                }
                else
                {
                    Detach(folder, repository);
                    detached.Add(entry.Path);
                }
            }
        }

        foreach (var entry in entries.Where(entry => entry.Path.EndsWith("objects/info/alternates", StringComparison.Ordinal) && entry.Status.Kind == EntryKind.File))
        {
            var objects = Target(entry.Path[..^"/info/alternates".Length]);
            Absorb(objects, Path.GetDirectoryName(Path.GetDirectoryName(entry.FullPath))!, new HashSet<string>(StringComparer.Ordinal));
        }

        return detached;
    }

    /// <summary>The folder of the repository that a <c>.git</c> file or link names, without links in its path; null where there is none.</summary>
    private static string? FindRepository(TreeEntry entry)
    {
        if (entry.Status.Kind == EntryKind.Link)
        {
            return InwardLinks.RealPath(entry.FullPath) is { } real && Directory.Exists(real) ? real : null;
        }

        const string Key = "gitdir:";
        var text = ReadLine(entry.FullPath);
        if (entry.Status.Kind != EntryKind.File || text?.StartsWith(Key, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var path = Path.GetFullPath(text[Key.Length..].Trim(), Path.GetDirectoryName(entry.FullPath)!);
        return InwardLinks.RealPath(path) is { } folder && Directory.Exists(folder) ? folder : null;
    }

    // An absolute path would lead to the source; a relative one stays as it is.
    private void PointInside(TreeEntry entry, string inside)
    {
        if (entry.Status.Kind == EntryKind.File)
        {
            var path = Target(entry.Path);
            File.Delete(path);
            File.WriteAllText(path, $"gitdir: {Path.GetRelativePath(Path.GetDirectoryName(path)!, Target(inside)).Replace('\\', '/')}\n");
        }
    }

    private void Detach(string folder, string repository)
    {
        var common = ReadLine(Path.Combine(repository, CommonMark)) is { } relative
            ? InwardLinks.RealPath(Path.GetFullPath(relative, repository)) ?? repository
            : repository;
        if (!string.Equals(common, repository, StringComparison.Ordinal) && Directory.Exists(Path.Combine(repository, "reftable")))
        {
            throw new SwarmException(
                ErrorCode.WorkspaceInvalid,
                $"'{folder[(destination.Length + 1)..]}' of the workspace belongs to a repository with reftables, of which a worktree cannot be copied alone: "
                    + "make a clone with 'git clone', and name that.");
        }

        File.Delete(folder);
        Directory.CreateDirectory(folder);
        CopyRepository(common, folder, path => !IsBelow(path, Worktrees));
        if (!string.Equals(common, repository, StringComparison.Ordinal))
        {
            CopyRepository(repository, folder, path => path is not (CommonMark or "gitdir" or "locked"));
        }

        SettleWorkTree(folder, isCopy: true);
        var alternates = Path.Combine(folder, "objects", "info", "alternates");
        if (File.Exists(alternates))
        {
            Absorb(Path.Combine(folder, "objects"), Path.Combine(common, "objects"), new HashSet<string>(StringComparer.Ordinal));
        }
    }

    // What another process of git is changing is not copied as if it were done.
    private void CopyRepository(string from, string to, Func<string, bool> isWanted)
    {
        var entries = TreeScanner.Scan(from, IgnoreRules.None).FindAll(entry =>
            entry.Refusal is null && isWanted(entry.Path) && !(entry.Path.EndsWith(".lock", StringComparison.Ordinal) && entry.Status.Kind == EntryKind.File));
        foreach (var path in entries.Where(entry => entry.Status.Kind != EntryKind.Directory).Select(entry => Path.Combine(to, entry.Path)).Where(File.Exists))
        {
            File.Delete(path);
        }

        TreeCopy.Copy(entries, to, cancellationToken);
    }

    /// <summary>Takes the objects in that a repository borrows, and those that its lenders borrow.</summary>
    private void Absorb(string objects, string sourceObjects, HashSet<string> seen)
    {
        foreach (var line in ReadLines(Path.Combine(sourceObjects, "info", "alternates")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var lender = InwardLinks.RealPath(Path.GetFullPath(line.Trim('"'), sourceObjects));
            if (lender is null || !Directory.Exists(lender) || !seen.Add(lender))
            {
                continue;
            }

            if (seen.Count > MostAlternates)
            {
                throw new SwarmException(ErrorCode.WorkspaceInvalid, $"A repository of the workspace borrows objects from more than {MostAlternates} others: repack it with 'git repack -a -d'.");
            }

            var entries = TreeScanner.Scan(lender, IgnoreRules.None).FindAll(entry =>
                !IsBelow(entry.Path, "info") && entry is { Refusal: null, Status.Kind: EntryKind.File or EntryKind.Directory } && !File.Exists(Path.Combine(objects, entry.Path)));
            TreeCopy.Copy(entries, objects, cancellationToken);
            Absorb(objects, lender, seen);
        }

        File.Delete(Path.Combine(objects, "info", "alternates"));
    }

    /// <summary>The user's other worktrees are not the copy's: <c>git worktree repair</c> in it would write to them.</summary>
    private void ForgetWorktrees(string folder)
    {
        var worktrees = Path.Combine(folder, Worktrees);
        foreach (var worktree in Directory.Exists(worktrees) ? Directory.GetDirectories(worktrees) : [])
        {
            var mark = Path.Combine(worktree, "gitdir");
            var path = ReadLine(mark) is { } text ? Path.GetFullPath(text, Path.Combine(source, Path.GetRelativePath(destination, worktree))) : null;
            if (path is not null && links.FindInside(path) is { } inside && File.Exists(Target(inside)))
            {
                File.Delete(mark);
                File.WriteAllText(mark, Path.GetRelativePath(worktree, Target(inside)).Replace('\\', '/') + "\n");
            }
            else
            {
                Storage.Stores.TreeRemoval.Remove(worktree);
            }
        }
    }

    /// <summary>A folder whose refs and objects are another's, as <c>git worktree</c> makes them below that other one.</summary>
    private bool TakeCommon(string folder, string sourceFolder)
    {
        if (ReadLine(Path.Combine(sourceFolder, CommonMark)) is not { } relative
            || InwardLinks.RealPath(Path.GetFullPath(relative, sourceFolder)) is not { } common || links.FindInside(common) is not null)
        {
            return false;
        }

        Storage.Stores.TreeRemoval.Remove(folder);
        Detach(folder, sourceFolder);
        return true;
    }

    /// <summary>A repository may be put together from links to the parts of another: they become parts of its own.</summary>
    private bool ReplaceOutwardLinks(IEnumerable<TreeEntry> inner)
    {
        var replaced = false;
        foreach (var link in inner.Where(link => PathRules.LeadsOut(link.Path, links.Repoint(link))))
        {
            if (InwardLinks.RealPath(link.FullPath) is not { } real || FileStatus.Read(real) is not { } status || links.FindInside(real) is not null)
            {
                continue;
            }

            var target = Target(link.Path);
            File.Delete(target);
            replaced = true;
            if (status.Kind == EntryKind.Directory)
            {
                Directory.CreateDirectory(target);
                CopyRepository(real, target, _ => true);
            }
            else if (status.Kind == EntryKind.File)
            {
                FileCopy.Copy(new TreeEntry(link.Path, real, status, LinkTarget: null), target);
            }
        }

        return replaced;
    }

    /// <summary>Says where the work tree is, after whatever the repository says of it: a later value counts.</summary>
    private static void SettleWorkTree(string folder, bool isCopy)
    {
        foreach (var config in new[] { "config", "config.worktree" }.Select(name => Path.Combine(folder, name)))
        {
            if (!ReadLines(config).Any(line => NamesWorkTree(line) || (isCopy && IsBare(line))))
            {
                continue;
            }

            var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(config);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(config, mode | UnixFileMode.UserWrite);
            }

            File.AppendAllText(config, "\n[core]\n\tbare = false\n\tworktree = ..\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(config, mode);
            }
        }
    }

    private static bool NamesWorkTree(string line) => line.StartsWith("worktree", StringComparison.OrdinalIgnoreCase)
        || line.Contains("] worktree", StringComparison.OrdinalIgnoreCase) || line.Contains("]worktree", StringComparison.OrdinalIgnoreCase);

    private static bool IsBare(string line) => line.Contains("bare", StringComparison.OrdinalIgnoreCase) && !line.Contains("false", StringComparison.OrdinalIgnoreCase);

    private static string? ReadLine(string path) => ReadLines(path).FirstOrDefault();

    private static string[] ReadLines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var bytes = BoundedFile.Read(path, MostFileBytes, "file of a git repository", ErrorCode.WorkspaceInvalid);
        return System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries);
    }

    private static bool IsNamed(string path, string name) =>
        string.Equals(path, name, StringComparison.Ordinal) || path.EndsWith("/" + name, StringComparison.Ordinal);

    private static bool IsBelow(string path, string folder) =>
        string.Equals(path, folder, StringComparison.Ordinal) || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private string Target(string path) => Path.Combine(destination, path.Replace('/', Path.DirectorySeparatorChar));
}
