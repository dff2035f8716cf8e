using Swarm.Tests;

namespace Swarm.Pester.Tests;

/// <summary>The files of Pester tests.</summary>
public static class PesterFiles
{
    /// <summary>Their folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(PowerShellTool.Repository, "tests", "Pester"));

    /// <summary>One half of them, by name. The longest lie beside each other, so that the halves take about as long.</summary>
    /// <param name="half">0 or 1.</param>
    public static IEnumerable<string> Of(int half) =>
        new DirectoryInfo(Folder).GetFiles("*.Tests.ps1")
            .OrderByDescending(file => file.Length).ThenBy(file => file.Name, StringComparer.Ordinal)
            .Where((_, index) => index % 2 == half)
            .Select(file => file.Name)
            .Order(StringComparer.Ordinal);
}
