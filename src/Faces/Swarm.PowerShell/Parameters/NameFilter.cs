using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>
/// The names that a getter was asked for, as PowerShell's own getters take them: wildcards, whatever the case. A name that nothing
/// has is missing; a wildcard that nothing fits is not.
/// </summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern[]? _patterns;
    private readonly HashSet<string> _missing;

    /// <summary>Takes the names.</summary>
    /// <param name="names">The names; null for all.</param>
    public NameFilter(IReadOnlyList<string>? names)
    {
        _patterns = names?.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToArray();
        _missing = new HashSet<string>(names?.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)) ?? [], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The names without wildcards that nothing had so far.</summary>
    public IEnumerable<string> Missing => _missing;

    /// <summary>Whether something of this name was asked for.</summary>
    /// <param name="name">The name.</param>
    public bool Matches(string name)
    {
        _missing.Remove(name);
        return _patterns is null || Array.Exists(_patterns, pattern => pattern.IsMatch(name));
    }
}
