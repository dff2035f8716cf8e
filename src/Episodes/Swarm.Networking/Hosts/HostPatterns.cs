namespace Swarm.Networking.Hosts;

/// <summary>A list of hosts: a name is that name, <c>*.example.org</c> every name below <c>example.org</c>, at any depth, and not it itself.</summary>
internal sealed class HostPatterns
{
    private const string Wildcard = "*.";

    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _parents = [];

    /// <summary>Adds a pattern.</summary>
    /// <returns>Whether it is one.</returns>
    public bool TryAdd(string pattern)
    {
        var isWildcard = pattern.StartsWith(Wildcard, StringComparison.Ordinal);
        if (!HostName.TryNormalise(isWildcard ? pattern[Wildcard.Length..] : pattern, out var name))
        {
            return false;
        }

        (isWildcard ? _parents : _names).Add(name);
        return true;
    }

    /// <summary>Whether a name in its one form is in the list.</summary>
    public bool Match(string name)
    {
        if (_names.Contains(name))
        {
            return true;
        }

        var parents = _parents.GetAlternateLookup<ReadOnlySpan<char>>();
        var rest = name.AsSpan();
        for (var dot = rest.IndexOf('.'); dot >= 0; dot = rest.IndexOf('.'))
        {
            rest = rest[(dot + 1)..];
            if (parents.Contains(rest))
            {
                return true;
            }
        }

        return false;
    }
}
