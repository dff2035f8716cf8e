using System.Diagnostics;
using System.Text.RegularExpressions;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>What the pages tell a reader to type, typed.</summary>
public sealed class DocumentationTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_three_commands_of_the_verification_page_verify_a_run()
    {
        _scene.Launch("echo 0 > f", "--label", "base").Expect(0);
        _scene.Resume("base", "echo 1 > f").Expect(0);
        var block = Regex.Match(File.ReadAllText(FindPage("verification.md")), "(?s)```sh\n(?<commands>.*?)```", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)).Groups["commands"].Value;
        Assert.Equal(3, block.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var output = await TypeAsync(block);
        Assert.Matches("(?m)^verdict +valid$", output);
        Assert.Matches("(?m)^lineage +passed +1 ancestors", output);
    }

    [Fact]
    public async Task The_backup_page_moves_a_store_with_its_keys_to_a_fresh_home()
    {
        _scene.Launch("echo 0 > notes.txt", "--label", "base").Expect(0);
        _scene.Resume("base", "echo 1 >> notes.txt").Expect(0);
        var blocks = Regex.Matches(File.ReadAllText(FindPage("backup.md")), "(?s)```sh\n(?<commands>.*?)```", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.Equal(4, blocks.Count);

        var output = await TypeAsync(string.Concat(blocks.Select(block => block.Groups["commands"].Value)));

        Assert.Matches("(?m)^verdict +valid$", output);
        Assert.Matches("(?m)^lineage +passed +2 ancestors", output);
    }

    private async Task<string> TypeAsync(string commands)
    {
        var script = _scene.Write("commands.sh", $"set -eu\nswarm() {{ '{Scene.Host}' exec '{Scene.Program}' \"$@\"; }}\n{commands}");
        var start = new ProcessStartInfo("sh", [script]) { WorkingDirectory = _scene.Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SWARM_HOME"] = _scene.Variables["SWARM_HOME"];
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(shell.ExitCode == 0, output + await error);
        return output;
    }

    private static string FindPage(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Swarm.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, "docs", name);
    }
}
