using System.Text;
using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Secrets are put in, and then looked for wherever the command writes.</summary>
public sealed class CanaryTests : IDisposable
{
    private const string Seed = "canary-seed-0123456789abcdef";

    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void No_secret_is_anywhere_in_the_open()
    {
        _scene.Variables["SWARM_SEED"] = Seed;
        _scene.Run("key", "new").Expect(0);
        string[] secrets = [Seed, .. ReadKeys()];
        Assert.Contains(secrets, secret => secret.StartsWith("AGE-SECRET-KEY-1", StringComparison.Ordinal));
        Assert.Contains(secrets, secret => secret.StartsWith("ed25519-secret:", StringComparison.Ordinal));

        const string Script = "env; cat /proc/$PPID/cmdline; touch ready; sleep 1";
        using var process = _scene.Start("run", "launch", "--verbose", "--deterministic", "--label", "base", "--", "sh", "-c", Script);
        var shown = ReadCommandLines(process.Id);
        var output = new StringBuilder(shown);
        Add(Scene.Finish(process).Expect(0));
        foreach (var line in new string[][]
        {
            ["run", "launch", "--verbose", "--json", "--deterministic", "--", "sh", "-c", "exit 3"],
            ["run", "launch", "--verbose", "--json", "--deterministic", "--seed-file", "nowhere", "--", "true"],
            ["run", "resume", "--verbose", "--deterministic", "--node", "base", "--", "no-such-program"],
            ["run", "list", "--verbose", "--json"],
            ["run", "status", "--verbose", "nowhere"],
            ["state", "inspect", "--verbose", "--json", "--node", "base"],
            ["verify", "run", "--verbose", "--json", "--recurse", "base"],
            ["bundle", "export", "--verbose", "--json", "--node", "base", "--to", "base.age"],
            ["key", "list", "--verbose", "--json"],
            ["key", "export", "--verbose"],
            ["config", "show", "--verbose", "--json"],
            ["doctor", "--verbose", "--json"],
            ["store", "check", "--verbose", "--json"],
        })
        {
            Add(_scene.Run(line));
        }

        var keyFile = _scene["home/keys/default/secret.json"];
        File.WriteAllText(keyFile, File.ReadAllText(keyFile).Replace("\"type\"", "\"typ\"", StringComparison.Ordinal));
        Add(_scene.Run("state", "inspect", "--verbose", "--node", "base").Expect(2));

        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, output.ToString(), StringComparison.OrdinalIgnoreCase);
            foreach (var file in Directory.EnumerateFiles(_scene.Folder, "*", SearchOption.AllDirectories).Except([keyFile]))
            {
                Assert.False(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0, $"a secret is in {file}");
            }
        }

        void Add(CommandResult result) => output.Append(result.Output).Append(result.Error);
    }

    public void Dispose() => _scene.Dispose();

    private IEnumerable<string> ReadKeys()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(_scene["home/keys/default/secret.json"]));
        return [.. document.RootElement.EnumerateObject().Select(member => member.Value.GetString()!).Where(
            value => value.Contains("secret", StringComparison.OrdinalIgnoreCase) && value.Length > 40)];
    }

    /// <summary>The command lines of all processes of the scene while its step runs, and the environments but the command's own.</summary>
    private string ReadCommandLines(int command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        Assert.True(SpinWait.SpinUntil(IsReady, TimeSpan.FromMinutes(1)));
        var lines = new StringBuilder();
        foreach (var process in _scene.FindMarked())
        {
            lines.Append(File.ReadAllText($"/proc/{process}/cmdline"));
            lines.Append(process == command ? string.Empty : File.ReadAllText($"/proc/{process}/environ"));
        }

        return lines.ToString();

        bool IsReady() => Directory.EnumerateFiles(_scene["home"], "ready", SearchOption.AllDirectories).Any();
    }
}
