using System.Diagnostics;

namespace Swarm.Engine.Tests.Support;

/// <summary>Git itself, apart from whatever the user has configured.</summary>
internal static class Git
{
    public static async Task<string> RunAsync(string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(folder);
        var (exitCode, output, error) = await Tool.EndAsync(Process.Start(start)!);
        Assert.True(exitCode == 0, $"git {string.Join(' ', arguments)}: {error}");
        return output;
    }

    public static async Task CommitAllAsync(string folder)
    {
        await RunAsync(folder, "init", "-q");
        await RunAsync(folder, "-c", "core.autocrlf=false", "add", "-A", "-f");
        await RunAsync(folder, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "base");
    }
}
