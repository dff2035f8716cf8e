using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Swarm.Windows.Tests.Support;

/// <summary>What a program wrote, and how it ended.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);

    /// <summary>What was written with <c>--json</c>.</summary>
    public JsonElement ReadJson() => JsonDocument.Parse(Output).RootElement;

    /// <summary>Makes the start of a program, with the variables of this process that change nothing of what is tested.</summary>
    public static ProcessStartInfo StartOf(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var name in start.Environment.Keys.Where(IsForeign).ToArray())
            start.Environment.Remove(name);

        return start;
    }

    /// <summary>Runs a program to its end; one that does not come is a failure of the test.</summary>
    /// <param name="start">The program.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="kill">Kills the program, and nothing that it started.</param>
    public static async Task<ProcessResult> RunAsync(ProcessStartInfo start, TimeSpan patience, CancellationToken kill = default)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var (output, error) = (new StringBuilder(), new StringBuilder());
        using var process = new Process { StartInfo = start };
        var drained = Task.WhenAll(CollectAsync(output, handler => process.OutputDataReceived += handler), CollectAsync(error, handler => process.ErrorDataReceived += handler));
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(patience);
        await using var killing = kill.Register(process.Kill);
        try
        {
            while (!process.HasExited)
                await Task.Delay(50, end.Token);

            // Wine's own services keep the outputs of the program that woke them.
            await Task.WhenAny(drained, Task.Delay(DrainPatience, CancellationToken.None));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' did not end:\n{Text(output)}\n{Text(error)}");
        }

        return new ProcessResult(process.ExitCode, Text(output), Text(error));
    }

    /// <summary>Requires an exit code.</summary>
    public ProcessResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"It ended with {ExitCode}, not {exitCode}.\n{Output}\n{Error}");
        return this;
    }

    private static Task CollectAsync(StringBuilder text, Action<DataReceivedEventHandler> subscribe)
    {
        var end = new TaskCompletionSource();
        subscribe((_, line) =>
        {
            if (line.Data is null)
            {
                end.TrySetResult();
                return;
            }

            lock (text)
                text.Append(line.Data).Append('\n');
        });
        return end.Task;
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    // Variables of this run's tools and of a user's Swarm change what is tested.
    private static bool IsForeign(string name) =>
        name.StartsWith("SWARM_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name is "SOURCE_DATE_EPOCH" or "DOTNET_HOST_PATH";
}
