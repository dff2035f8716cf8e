using System.Runtime.InteropServices;

namespace Swarm.Execution.Steps;

/// <summary>Finds the .NET runtime's own program, <c>dotnet</c>, which runs assemblies.</summary>
internal static class RuntimeHost
{
    /// <summary>Its name.</summary>
    public const string Name = "dotnet";

    // A .NET tool's start program lies beside the folder that holds its parts.
    private const string ToolFolder = ".store";

    /// <summary>The <c>dotnet</c> to use; null where there is none. The runtime that runs this process comes first: it is there and new enough.</summary>
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? Name + ".exe" : Name;
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Prepend(Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? "")
            .Prepend(own)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, name))
            .Where(File.Exists)
            .Select(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)
            .FirstOrDefault(HasRuntime);
    }

    private static bool HasRuntime(string muxer)
    {
        var runtimes = new DirectoryInfo(Path.Combine(Path.GetDirectoryName(muxer)!, "shared", "Microsoft.NETCore.App"));
        return runtimes.Exists && runtimes.EnumerateDirectories().Any(folder =>
            int.TryParse(folder.Name.AsSpan(0, Math.Max(folder.Name.IndexOf('.', StringComparison.Ordinal), 0)), out var major)
            && major >= Environment.Version.Major);
    }

    /// <summary>Whether a program is the start of an assembly that lies beside it.</summary>
    /// <param name="program">The program's path.</param>
    public static bool IsManagedProgram(string program) =>
        File.Exists(Path.ChangeExtension(program, ".dll")) && File.Exists(Path.ChangeExtension(program, ".runtimeconfig.json"));

    /// <summary>Finds the folder that holds the parts of a .NET tool.</summary>
    /// <param name="program">The real path of its start program.</param>
    /// <returns>The folder; null where the program is none of a .NET tool.</returns>
    public static string? FindToolFolder(string program)
    {
        var folder = Path.Combine(Path.GetDirectoryName(program) ?? "/", ToolFolder);
        return Directory.Exists(folder) ? folder : null;
    }
}
