using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>
/// Leaves out what git ignores. Git itself is asked, because it ignores only files that it does not track, by rules of several
/// files (gitignore(5)).
/// </summary>
/// <param name="source">The workspace.</param>
/// <param name="cancellationToken">Ends the asking.</param>
internal sealed class GitIgnored(string source, CancellationToken cancellationToken)
{
    private const string GitSuffix = "/.git";
    private const int MaxErrorLength = 500;

    // A repository's own settings may name a program for git to run.
    private static readonly string[] Arguments =
    [
        "-c", "core.fsmonitor=false", "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory",
    ];

    /// <summary>Removes from what a scan found all that git ignores, in repositories inside the workspace too.</summary>
    /// <param name="entries">What the scan found, folders before what they hold.</param>
    /// <exception cref="SwarmException">Git is not there, or the workspace is in no repository (<c>WORKSPACE_INVALID</c>).</exception>
    public void RemoveFrom(List<TreeEntry> entries)
    {
        Remove(entries, Ask(source), string.Empty);
        for (var index = 0; index < entries.Count; index++)
        {
            if (entries[index].Path is var path && path.EndsWith(GitSuffix, StringComparison.Ordinal))
            {
                // What is removed lies in the same folder as this entry; some of it may lie before it.
                Remove(entries, Ask(Path.GetDirectoryName(entries[index].FullPath)!), path[..^(GitSuffix.Length - 1)]);
                index = entries.FindIndex(entry => string.Equals(entry.Path, path, StringComparison.Ordinal));
            }
        }
    }

    private static void Remove(List<TreeEntry> entries, HashSet<string> ignored, string prefix)
    {
        string? around = null;
        entries.RemoveAll(entry =>
        {
            if (around is not null && entry.Path.StartsWith(around, StringComparison.Ordinal))
            {
                return true;
            }

            var isIgnored = entry.Path.StartsWith(prefix, StringComparison.Ordinal) && ignored.Contains(entry.Path[prefix.Length..]);
            around = isIgnored ? entry.Path + "/" : null;
            return isIgnored;
        });
    }

    private HashSet<string> Ask(string folder)
    {
        var start = new ProcessStartInfo(ProgramSearch.Find("git") ?? throw Refuse(folder, "git is not to be found"), Arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        foreach (var name in start.Environment.Keys.Where(GitPlaces.Contains).ToArray())
        {
            start.Environment.Remove(name);
        }

        try
        {
            using var process = Process.Start(start)!;
            using var end = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
            process.StandardInput.Close();
            var error = Task.Run(() => ReadStart(process.StandardError), CancellationToken.None);
            var ignored = ReadNames(process.StandardOutput);
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            return process.ExitCode != 0 ? throw Refuse(folder, $"git says: {error.GetAwaiter().GetResult()}")
                : ignored.Contains(".") ? throw Refuse(folder, "git ignores the folder itself")
                : ignored;
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw Refuse(folder, $"git cannot be run: {exception.Message}");
        }
    }

    private static HashSet<string> ReadNames(StreamReader reader)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var name = new StringBuilder();
        var buffer = new char[8192];
        for (int count; (count = reader.Read(buffer)) > 0;)
        {
            foreach (var character in buffer.AsSpan(0, count))
            {
                if (character != '\0')
                {
                    name.Append(character);
                    continue;
                }

                names.Add(name.ToString().TrimEnd('/'));
                name.Clear();
            }
        }

        return names;
    }

    private static string ReadStart(StreamReader reader)
    {
        var buffer = new char[MaxErrorLength];
        var count = reader.ReadBlock(buffer);
        while (reader.Read(new char[MaxErrorLength]) > 0)
        {
            // Git waits until somebody has read all of it.
        }

        return new string(buffer, 0, count).Trim();
    }

    private static SwarmException Refuse(string folder, string reason) => new(
        ErrorCode.WorkspaceInvalid,
        $"What git ignores in '{folder}' cannot be told: {reason}. Launch without leaving it out, and list what is not wanted in {TreeScanner.IgnoreFile}.");
}
