using System.Diagnostics;

namespace Swarm.Engine.Tests.Support;

/// <summary>A shell that prepares a folder.</summary>
internal static class Shell
{
    public static async Task RunAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("sh", ["-ec", script]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        var (exitCode, _, error) = await Tool.EndAsync(Process.Start(start)!);
        Assert.True(exitCode == 0, error);
    }
}
