using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Swarm.Workflows.Runner.Jobs;

/// <summary>Runs a step's script as GitHub's runner does: <c>bash --noprofile --norc -eo pipefail FILE</c>.</summary>
internal static partial class BashScript
{
    private const int Interrupt = 2;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string script, string file, string folder, IReadOnlyDictionary<string, string> variables, JobLog log, CancellationToken cancel, CancellationToken kill)
    {
        await File.WriteAllTextAsync(file, script.ReplaceLineEndings("\n"), CancellationToken.None);
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in (string[])["--noprofile", "--norc", "-eo", "pipefail", file])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var reading = Task.WhenAll(ReadAsync(process.StandardOutput, log), ReadAsync(process.StandardError, log));

        // Cancelled, a step is asked first, and ended after a while.
        await using var asked = cancel.Register(() => _ = AskAsync(process, kill));
        await using var killed = kill.Register(() => Kill(process));
        await process.WaitForExitAsync(CancellationToken.None);
        await reading;
        return process.ExitCode;
    }

    private static async Task AskAsync(Process process, CancellationToken kill)
    {
        try
        {
            _ = Signal(process.Id, Interrupt);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(kill);
            patience.CancelAfter(Grace);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended meanwhile.
        }
    }

    private static async Task ReadAsync(StreamReader reader, JobLog log)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            log.Write(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
