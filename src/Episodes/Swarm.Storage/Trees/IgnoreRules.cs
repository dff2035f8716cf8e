using System.Text;
using System.Text.RegularExpressions;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Trees;

/// <summary>The patterns of a <c>.swarmignore</c> file, which are those of <c>.gitignore</c> (gitignore(5)).</summary>
public sealed class IgnoreRules
{
    private const int MostBytes = 1024 * 1024;
    private const int MostLinks = 8;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<Rule> _rules;

    private IgnoreRules(List<Rule> rules) => _rules = rules;

    /// <summary>Leaves nothing out.</summary>
    public static IgnoreRules None { get; } = new([]);

    /// <summary>Reads the rules of a folder.</summary>
    /// <param name="folder">The folder that may hold a <c>.swarmignore</c>: a file, or a link to one in the folder.</param>
    /// <exception cref="SwarmException">There is one and it cannot be read (<c>WORKSPACE_INVALID</c>): what it leaves out would be taken in.</exception>
    public static IgnoreRules Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (FileStatus.Read(Path.Combine(folder, TreeScanner.IgnoreFile)) is null)
        {
            return None;
        }

        try
        {
            var bytes = BoundedFile.Read(Find(folder), MostBytes, "list of what to leave out", ErrorCode.WorkspaceInvalid);
            return Parse(Strict.GetString(bytes).TrimStart('\uFEFF').Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line));
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable(folder, "it is not UTF-8");
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.PathInvalid)
        {
            throw Unreadable(folder, exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>Follows links from one place in the folder to another, and none that leads through a third or out of it.</summary>
    private static string Find(string folder)
    {
        var name = TreeScanner.IgnoreFile;
        for (var links = 0; links < MostLinks; links++)
        {
            var parts = name.Split('/');
            for (var depth = 1; depth < parts.Length; depth++)
            {
                if (FileStatus.Read(Path.Combine(folder, Path.Combine(parts[..depth]))) is not { Kind: EntryKind.Directory })
                {
                    throw Unreadable(folder, $"it is a link, and '{name}' is not in a folder of the workspace");
                }
            }

            var path = Path.Combine(folder, Path.Combine(parts));
            switch (FileStatus.Read(path)?.Kind)
            {
                case EntryKind.File:
                    return path;
                case EntryKind.Link when new FileInfo(path).LinkTarget is { } target && !PathRules.LeadsOut(name, target):
                    var above = string.Join('/', parts[..^1]);
                    var steps = above.Length == 0 ? [] : above.Split('/').ToList();
                    foreach (var step in target.Split('/', '\\').Where(step => step is not ("" or ".")))
                    {
                        if (step == "..")
                        {
                            steps.RemoveAt(steps.Count - 1);
                        }
                        else
                        {
                            steps.Add(step);
                        }
                    }

                    name = string.Join('/', steps);
                    break;
                case EntryKind.Link:
                    throw Unreadable(folder, "it is a link that leads out of the workspace");
                case EntryKind.Directory:
                    throw Unreadable(folder, "it is a folder");
                default:
                    throw Unreadable(folder, name == TreeScanner.IgnoreFile ? "it is no file" : $"it is a link, and '{name}' is no file");
            }
        }

        throw Unreadable(folder, "it is a link through too many others");
    }

    private static SwarmException Unreadable(string folder, string reason) => new(
        ErrorCode.WorkspaceInvalid,
        $"The {TreeScanner.IgnoreFile} of '{folder}' cannot be used: {reason}. Make it a file of at most {MostBytes / 1024} KiB in UTF-8, so that what it leaves out is left out.");

    /// <summary>Reads rules from lines.</summary>
    /// <param name="lines">One pattern a line; <c>#</c> begins a comment, <c>!</c> takes back.</param>
    public static IgnoreRules Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return new IgnoreRules([.. lines.Select(Rule.Parse).OfType<Rule>()]);
    }

    /// <summary>Whether a path is left out. What lies in a folder that is left out is never asked about.</summary>
    /// <param name="path">The path relative to the folder, with <c>/</c>.</param>
    /// <param name="isDirectory">Whether it is a folder.</param>
    public bool Excludes(string path, bool isDirectory)
    {
        for (var index = _rules.Count - 1; index >= 0; index--)
        {
            if (_rules[index].Matches(path, isDirectory))
            {
                return !_rules[index].TakesBack;
            }
        }

        return false;
    }

    private sealed record Rule(Regex Pattern, bool DirectoryOnly, bool TakesBack)
    {
        public static Rule? Parse(string line)
        {
            var text = TrimEnd(line);
            if (text.Length == 0 || text[0] == '#')
            {
                return null;
            }

            var takesBack = text[0] == '!';
            text = takesBack ? text[1..] : text.StartsWith("\\#", StringComparison.Ordinal) || text.StartsWith("\\!", StringComparison.Ordinal) ? text[1..] : text;
            var directoryOnly = text.EndsWith('/');
            text = text.TrimEnd('/');
            var anchored = text.Contains('/', StringComparison.Ordinal);
            var pattern = (anchored ? "\\A" : "\\A(?:.*/)?") + GlobPattern.ToRegex(text.TrimStart('/')) + "\\z";
            return text.Length > 0 && Compile(pattern) is { } regex ? new Rule(regex, directoryOnly, takesBack) : null;
        }

        /// <returns>Null for a pattern that nothing can match, such as a range that runs backwards.</returns>
        private static Regex? Compile(string pattern)
        {
            try
            {
                // Without backtracking the time is bounded by the path; a limit by the clock would fail on a busy machine.
                return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline, Regex.InfiniteMatchTimeout);
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                return null;
            }
        }

        // Spaces at the end do not count, unless a backslash says that they do.
        private static string TrimEnd(string line)
        {
            while (line.EndsWith(' ') && !line.EndsWith("\\ ", StringComparison.Ordinal))
            {
                line = line[..^1];
            }

            return line;
        }

        public bool Matches(string path, bool isDirectory) => (isDirectory || !DirectoryOnly) && Pattern.IsMatch(path);
    }
}
