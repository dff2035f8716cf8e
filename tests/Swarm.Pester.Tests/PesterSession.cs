using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Swarm.Tests;

namespace Swarm.Pester.Tests;

/// <summary>A PowerShell that runs files of Pester tests, one after another. It starts with the first and again after one that ended it.</summary>
/// <param name="tool">PowerShell.</param>
/// <param name="command">How it is started.</param>
internal sealed class PesterSession(PowerShellTool tool, IReadOnlyList<string> command) : IDisposable
{
    private const string Marker = "##swarm-pester-file-ended";
    private const int KeptLines = 40;

    private static readonly TimeSpan FilePatience = TimeSpan.FromMinutes(20);

    private readonly Queue<string> _said = new();
    private Process? _process;

    /// <summary>Runs a file. One at a time.</summary>
    /// <param name="path">The file.</param>
    public async Task<PesterFileResult> RunAsync(string path)
    {
        var result = Path.GetTempFileName();
        try
        {
            var process = _process ??= Start();
            await process.StandardInput.WriteLineAsync($"{path}\t{result}");
            await process.StandardInput.FlushAsync();
            using var patience = new CancellationTokenSource(FilePatience);
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (string.Equals(line, Marker, StringComparison.Ordinal))
                    return JsonSerializer.Deserialize<PesterFileResult>(await File.ReadAllBytesAsync(result))!;

                Keep(line);
            }

            return Broken("PowerShell ended");
        }
        catch (OperationCanceledException)
        {
            return Broken($"The file did not end within {FilePatience.TotalMinutes:0} minutes");
        }
        catch (IOException exception)
        {
            return Broken(exception.Message);
        }
        finally
        {
            File.Delete(result);
        }
    }

    /// <summary>Ends the PowerShell.</summary>
    public void Dispose()
    {
        if (_process is not { } process)
            return;

        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            process.Kill(entireProcessTree: true);

        process.Dispose();
        _process = null;
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(command[0])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = PowerShellTool.Repository,
        };
        string[] arguments =
        [
            .. command.Skip(1), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "PesterSession.ps1"),
            "-ModulePath", ModulePath, "-Marker", Marker,
        ];
        start.Environment["SWARM_TEST_SHELL"] = tool.Program;
        start.Environment["PSModulePath"] = Path.Combine(AppContext.BaseDirectory, "modules") + Path.PathSeparator + Environment.GetEnvironmentVariable("PSModulePath");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        return process;
    }

    private PesterFileResult Broken(string reason)
    {
        _process?.Kill(entireProcessTree: true);
        _process?.Dispose();
        _process = null;
        lock (_said)
            return new PesterFileResult(1, 0, [], [$"{reason}. It said last:\n{string.Join('\n', _said)}"]);
    }

    private void Keep(string? line)
    {
        lock (_said)
        {
            _said.Enqueue(line ?? "");
            if (_said.Count > KeptLines)
                _said.Dequeue();
        }
    }

    // The one that was built, or one that was packed.
    private static string ModulePath => Environment.GetEnvironmentVariable("SWARM_TEST_MODULE") is { Length: > 0 } packed
        ? packed
        : typeof(PesterSession).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(data => string.Equals(data.Key, "ModuleFolder", StringComparison.Ordinal)).Value!;
}
