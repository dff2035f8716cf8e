namespace Swarm.Execution.Confinement;

/// <summary>A confined step's environment: its folders are the private ones.</summary>
internal static class ConfinedEnvironment
{
    private const string Temporary = "/tmp";

    /// <summary>Writes the variables anew.</summary>
    /// <param name="variables">What the step was to have.</param>
    /// <param name="home">Its home.</param>
    public static Dictionary<string, string> Adjust(IReadOnlyDictionary<string, string> variables, string home)
    {
        var adjusted = variables.ToDictionary(StringComparer.Ordinal);
        adjusted["HOME"] = home;
        foreach (var name in new[] { "TMPDIR", "TMP", "TEMP" })
        {
            if (adjusted.ContainsKey(name) || string.Equals(name, "TMPDIR", StringComparison.Ordinal))
                adjusted[name] = Temporary;
        }

        return adjusted;
    }
}
