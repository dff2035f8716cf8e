using System.Diagnostics;

namespace Swarm.Storage.Tests.Support;

/// <summary>A program of the machine, as another implementation to compare with.</summary>
internal static class Tool
{
    public static void Require(params string[] names)
    {
        foreach (var name in names)
        {
            var isThere = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, name)));
            Assert.SkipUnless(isThere, $"'{name}' is not here: this comparison with it was left out.");
        }
    }

    public static (int ExitCode, string Output, string Error) Run(string program, string? folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
