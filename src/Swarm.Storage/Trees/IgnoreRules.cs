using System.Text.RegularExpressions;

namespace Swarm.Storage.Trees;

/// <summary>The patterns of a <c>.swarmignore</c> file, which are those of <c>.gitignore</c> (gitignore(5)).</summary>
public sealed class IgnoreRules
{
    private const int MostBytes = 1024 * 1024;

    private readonly List<Rule> _rules;

    private IgnoreRules(List<Rule> rules) => _rules = rules;

    /// <summary>Leaves nothing out.</summary>
    public static IgnoreRules None { get; } = new([]);

    /// <summary>Reads the rules of a folder.</summary>
    /// <param name="folder">The folder that may hold a <c>.swarmignore</c>.</param>
    public static IgnoreRules Load(string folder)
    {
        var file = Path.Combine(folder, TreeScanner.IgnoreFile);
        return FileStatus.Read(file) is { Kind: EntryKind.File, Size: <= MostBytes } ? Parse(File.ReadAllLines(file)) : None;
    }

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
