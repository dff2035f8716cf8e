using Swarm.Storage.Trees;

namespace Swarm.Engine.Workspaces;

/// <summary>Which paths are asked for: patterns as in an ignore file, of files or of folders with all that is in them.</summary>
/// <param name="patterns">The patterns; null or none for all paths.</param>
internal sealed class PathFilter(IReadOnlyList<string>? patterns)
{
    private readonly IgnoreRules? _rules = patterns is null or [] ? null : IgnoreRules.Parse(patterns);

    /// <summary>Whether a file was asked for.</summary>
    /// <param name="path">Its path, with <c>/</c>.</param>
    public bool Matches(string path)
    {
        if (_rules is null)
        {
            return true;
        }

        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (_rules.Excludes(path[..slash], isDirectory: true))
            {
                return true;
            }
        }

        return _rules.Excludes(path, isDirectory: false);
    }
}
