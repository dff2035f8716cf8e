using System.Diagnostics;

namespace Swarm.Faults.Tests.Support;

/// <summary>Programs of the machine.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Skips a test where a program is not here.</summary>
    public static void Require(params string[] names)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Faults are injected by strace(1) and seen in namespaces, which only Linux has.");
        foreach (var name in names)
        {
            var isThere = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, name)));
            Assert.SkipUnless(isThere, $"'{name}' is not here: install it to have this tested.");
        }
    }

    /// <summary>Skips a test where strace may trace nobody.</summary>
    public static async Task RequireTracingAsync()
    {
        Require("strace");
        var (code, _, error) = await EndAsync(Start("strace", ["-f", "-qq", "-o", "/dev/null", "true"], new Dictionary<string, string>()));
        Assert.SkipUnless(code == 0, $"strace may trace nobody here: {error}");
    }

    public static Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SWARM_", StringComparison.Ordinal) || name is "SOURCE_DATE_EPOCH").ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public static async Task<(int ExitCode, string Output, string Error)> EndAsync(Process process)
    {
        using (process)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            patience.CancelAfter(Patience);
            var (output, error) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return (process.ExitCode, await output, await error);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
    }
}
