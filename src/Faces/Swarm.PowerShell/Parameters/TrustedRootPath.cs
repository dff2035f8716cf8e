using Swarm.Engine.Trust;

namespace Swarm.PowerShell.Parameters;

/// <summary>A parameter that names the file of a trusted root, or one that ships with the module.</summary>
internal static class TrustedRootPath
{
    /// <summary>Makes a file's path absolute; the name of one that ships with the module stays.</summary>
    /// <param name="value">What was given.</param>
    /// <param name="resolve">Makes a path of the user's absolute.</param>
    public static string? Resolve(string? value, Func<string, string> resolve) =>
        value is null || TrustedRoots.ShippedNames.Contains(value, StringComparer.Ordinal) ? value : resolve(value);
}
