namespace Swarm.Execution.Scripts;

/// <summary>Finds PowerShell where it is installed: for a program that is none itself, or that only hosts it.</summary>
public static class InstalledPowerShell
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Looks in the folders of <c>PATH</c>, and on Windows where its installer puts it.</summary>
    /// <param name="readVariable">Reads an environment variable.</param>
    /// <returns>The path of <c>pwsh</c>; null where there is none.</returns>
    public static string? Find(Func<string, string?> readVariable)
    {
        ArgumentNullException.ThrowIfNull(readVariable);
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        var folders = (readVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = readVariable("ProgramFiles") is { } programs && OperatingSystem.IsWindows() ? [Path.Combine(programs, "PowerShell", "7")] : Array.Empty<string>();
        return folders.Concat(installed).Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != UnixFileMode.None);
}
