using System.Reflection;

namespace Swarm.Cli.CommandLine;

/// <summary>How this program was started: by a program of its own, or by the runtime's with its assembly.</summary>
internal static class OwnProgram
{
    private const string Runtime = "dotnet";

    /// <summary>The program.</summary>
    public static string Path { get; } = Environment.ProcessPath!;

    /// <summary>The arguments before its own.</summary>
    public static IReadOnlyList<string> Arguments { get; } =
        string.Equals(System.IO.Path.GetFileNameWithoutExtension(Path), Runtime, StringComparison.OrdinalIgnoreCase) ? ["exec", Assembly.GetEntryAssembly()!.Location] : [];

    /// <summary>What a user types to start it once more: its name where a shell finds it by that, else where it lies.</summary>
    public static string Typed => Arguments.Count > 0 ? $"{Runtime} {Quote(Arguments[^1])}" : IsFound() ? CommandTree.Name : Quote(Path);

    private static bool IsFound()
    {
        var name = OperatingSystem.IsWindows() ? CommandTree.Name + ".exe" : CommandTree.Name;
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathFullyQualified)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(File.Exists) is { } first
            && string.Equals(File.ResolveLinkTarget(first, returnFinalTarget: true)?.FullName ?? first, Path, StringComparison.Ordinal);
    }

    // PowerShell takes a quoted text for a value unless '&' calls it.
    private static string Quote(string path) => !path.Any(character => char.IsWhiteSpace(character) || character is '\'' or '"' or '$' or '&' or '(' or ')' or ';') ? path
        : OperatingSystem.IsWindows() ? $"& \"{path}\""
        : $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
