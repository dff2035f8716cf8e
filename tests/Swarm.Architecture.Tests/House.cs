using System.Reflection;
using Mono.Cecil;

namespace Swarm.Architecture.Tests;

/// <summary>The rooms of the source tree, in the order in which they may know one another: each knows only those before it.</summary>
internal static class House
{
    /// <summary>The groups with their projects.</summary>
    public static readonly IReadOnlyList<(string Group, string[] Projects)> Groups =
    [
        ("Foundation", ["Core", "Cryptography", "Transparency"]),
        ("Episodes", ["State", "Storage", "Verification", "Networking", "Execution", "Supervisor", "Backends", "Engine"]),
        ("Faces", ["PowerShell", "Cli"]),
    ];

    /// <summary>The projects in their order.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Groups.SelectMany(group => group.Projects)];

    /// <summary>The repository's root.</summary>
    public static string Folder { get; } = Read("RepositoryFolder");

    /// <summary>The folder of a project.</summary>
    public static string FolderOf(string project) =>
        Path.Combine(Folder, "src", Groups.Single(group => group.Projects.Contains(project, StringComparer.Ordinal)).Group, "Swarm." + project);

    /// <summary>Opens a project's compiled assembly.</summary>
    public static AssemblyDefinition Open(string project)
    {
        var folder = Path.Combine(Read("BinFolder"), "Swarm." + project, Read("Pivot"));
        var names = new[] { $"Swarm.{project}.dll", "swarm.dll", "swarm-supervisor.dll" };
        return AssemblyDefinition.ReadAssembly(names.Select(name => Path.Combine(folder, name)).First(File.Exists));
    }

    private static string Read(string key) => typeof(House).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => string.Equals(attribute.Key, key, StringComparison.Ordinal)).Value!;
}
