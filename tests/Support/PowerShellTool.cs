using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Swarm.Tests;

/// <summary>The PowerShell of the repository's tool manifest (<c>.config/dotnet-tools.json</c>), restored where it is not there yet.</summary>
/// <param name="Home">Its folder: <c>$PSHOME</c>.</param>
internal sealed record PowerShellTool(string Home)
{
    /// <summary>Set to <c>none</c>, it keeps a test process from restoring the tool.</summary>
    public const string Variable = "SWARM_TEST_POWERSHELL";

    private static readonly Lazy<PowerShellTool?> Found = new(Restore);

    /// <summary>The tool; null where it cannot be restored.</summary>
    public static PowerShellTool? Instance => Found.Value;

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = typeof(PowerShellTool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(data => string.Equals(data.Key, "RepositoryFolder", StringComparison.Ordinal)).Value!;

    /// <summary>The command that starts it on every system: the runtime, and PowerShell's assembly.</summary>
    public IReadOnlyList<string> Managed => ["dotnet", Path.Combine(Home, "pwsh.dll")];

    /// <summary>A program that is it: the package's own, or, where the package has none for this system, a script that becomes it.</summary>
    public string Program => OperatingSystem.IsWindows() ? Path.Combine(Home, "pwsh.exe")
        : OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64 ? Path.Combine(Home, "pwsh")
        : Script.Value;

    private Lazy<string> Script { get; } = new(() => WriteScript(Home));

    private static PowerShellTool? Restore()
    {
        if (string.Equals(Environment.GetEnvironmentVariable(Variable), "none", StringComparison.Ordinal))
            return null;

        var home = Path.Combine(PackageFolder(), "powershell", Version(), "tools", "net10.0", "any", OperatingSystem.IsWindows() ? "win" : "unix");
        if (!IsWhole(home))
        {
            using var restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"])
            {
                WorkingDirectory = Repository,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
            Console.Error.WriteLine(restore.StandardOutput.ReadToEnd());
            restore.WaitForExit();
        }

        return IsWhole(home) ? new PowerShellTool(home) : null;
    }

    private static string WriteScript(string home)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "pwsh");
        File.WriteAllText(path, $"#!/bin/sh\nexec dotnet '{home}/pwsh.dll' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);

        return path;
    }

    private static bool IsWhole(string home) => File.Exists(Path.Combine(home, "pwsh.dll"));

    private static string PackageFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static string Version()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository, ".config", "dotnet-tools.json")));
        return manifest.RootElement.GetProperty("tools").GetProperty("powershell").GetProperty("version").GetString()!;
    }
}
