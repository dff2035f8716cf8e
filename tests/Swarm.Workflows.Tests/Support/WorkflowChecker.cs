using System.Diagnostics;
using System.Text;
using Swarm.Tests;

namespace Swarm.Workflows.Tests.Support;

/// <summary>GitHub's own parser of workflows and actions (<c>@actions/languageservice</c>), installed from the lock file and bundled for this Node.</summary>
public sealed class WorkflowChecker : IAsyncLifetime
{
    private const int OldestNode = 20;

    private static readonly string[] Sources = ["package.json", "package-lock.json", "check.mjs"];

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-workflow-check-").FullName;
    private string? _obstacle;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _obstacle = await FindObstacleAsync();
        if (_obstacle is not null)
            return;

        foreach (var name in Sources)
            File.Copy(Path.Combine(AppContext.BaseDirectory, "workflow-check", name), Path.Combine(_folder, name));

        // Nothing of the packages' own is run: what is needed lies in them.
        await RequireAsync(Npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        await RequireAsync(
            "node", "node_modules/esbuild/bin/esbuild", "check.mjs", "--bundle", "--platform=node", $"--target=node{OldestNode}", "--format=cjs",
            "--outfile=check.cjs", "--log-level=warning");
    }

    /// <summary>Checks a file.</summary>
    /// <param name="name">Its name: <c>action.yml</c> is an action, and others are workflows.</param>
    /// <param name="text">What is in it.</param>
    /// <returns>Each finding as <c>line: message</c>.</returns>
    public async Task<string[]> CheckAsync(string name, string text)
    {
        Assert.SkipWhen(_obstacle is not null, _obstacle ?? "");
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName, name);
        await File.WriteAllTextAsync(file, text);
        var (exitCode, output) = await RunAsync("node", "check.cjs", file);
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(exitCode == (found.Length == 0 ? 0 : 1) && found.All(line => line.StartsWith(file, StringComparison.Ordinal)), output);
        return [.. found.Select(line => line[(file.Length + 1)..])];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        FolderRemoval.Remove(_folder);
        return ValueTask.CompletedTask;
    }

    // npm is a batch file on Windows.
    private static string Npm => OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    private async Task<string?> FindObstacleAsync()
    {
        try
        {
            var (_, version) = await RunAsync("node", "--version");
            var isNew = int.TryParse(version.TrimStart('v').Split('.')[0], out var major) && major >= OldestNode;
            await RequireAsync(Npm, "--version");
            return isNew ? null : $"Node {version.Trim()} is here: install {OldestNode} or later, and GitHub's own parser checks the workflows.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node and npm are not both here: install them, and GitHub's own parser checks the workflows.";
        }
    }

    private async Task RequireAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(program, arguments);
        if (exitCode != 0)
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' ended with {exitCode}: {output}");
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
