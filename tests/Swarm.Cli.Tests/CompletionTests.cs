using System.Diagnostics;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>Shells complete commands, options, and the names of nodes, runs and labels.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    [Theory]
    [InlineData("run state store", "r", "s", "")]
    [InlineData("resume", "run res")]
    [InlineData("--reference --root", "state diff --r", "state diff A --r")]
    [InlineData("fail_closed", "run resume --restore-policy f")]
    [InlineData("bash zsh", "completion ")]
    [InlineData("default", "run list --profile ", "--profile d")]
    public void Commands_options_and_listed_values_are_offered(string expected, params string[] lines)
    {
        _scene.Run("key", "new").Expect(0);
        foreach (var line in lines)
        {
            var offered = Candidates(line);
            var word = line.Split(' ')[^1];
            Assert.All(expected.Split(' ').Where(text => text.StartsWith(word, StringComparison.Ordinal)), text => Assert.Contains(text, offered));
            Assert.All(offered, text => Assert.StartsWith(word, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Nodes_runs_and_labels_are_offered_where_they_belong_and_nothing_after_the_mark_of_a_step()
    {
        var base1 = _scene.Launch("true", "--label", "careful").Expect(0);
        _scene.Run("run", "fork", "careful", "bold").Expect(0);
        Assert.Equal(["careful"], Candidates("state diff bold c"));
        Assert.Equal(["bold", "careful"], Candidates("state inspect --node ").Order());
        Assert.Equal(["careful@latest"], Candidates("run tree careful@l"));
        Assert.Equal([base1.Text("node_id")!], Candidates("run resume " + base1.Text("node_id")![..9]).Where(id => id == base1.Text("node_id")));
        Assert.Contains(base1.Text("run_id")!, Candidates("run logs run-"));
        Assert.Equal(["careful"], Candidates($"--root {_scene.Root} run status c"));
        Assert.Empty(Candidates("run resume careful -- c"));
        Assert.Empty(Candidates("state export careful c"));
        Assert.Empty(Candidates($"--root {_scene["nowhere"]} run status c"));
    }

    [Fact]
    public void Bash_completes_in_a_shell_of_its_own()
    {
        Assert.SkipUnless(File.Exists("/bin/bash") || File.Exists("/usr/bin/bash"), "bash is not here.");
        _scene.Launch("true", "--label", "careful").Expect(0);
        Assert.Equal(["resume"], Bash("swarm run res", "swarm run res"));
        Assert.Equal(["--difference"], Bash("swarm state diff --d", "swarm state diff --d"));
        Assert.Equal(["careful"], Bash("swarm state inspect ca", "swarm state inspect ca"));
        Assert.Contains("careful", Bash("swarm state inspect ", "swarm state inspect ''"));

        // bash ends words at '@', and replaces only what follows.
        Assert.Equal(["latest"], Bash("swarm run tree careful@la", "swarm run tree careful @ la"));
    }

    [Theory]
    [InlineData("zsh", "-c", "autoload -Uz compinit; compinit -u; source /dev/stdin; (( $+functions[_swarm] ))")]
    [InlineData("fish", "-c", "source -; functions -q __swarm_candidates")]
    public void Other_shells_read_their_scripts(string shell, params string[] arguments)
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':').Select(folder => Path.Combine(folder, shell)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{shell} is not here.");
        Assert.Equal(0, RunShell(program!, _scene.Run("completion", shell).Expect(0).Output, arguments).ExitCode);
    }

    [Fact]
    public void A_shell_that_is_not_known_is_refused() => _scene.Run("completion", "tcsh").ExpectError(2, "SPEC_INVALID");

    public void Dispose() => _scene.Dispose();

    private string[] Candidates(string line) =>
        [.. _scene.Run(["candidates", "--", .. line.Split(' ')]).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(found => found.Split('\t')[0])];

    // Readline gives the function the line, and the words as it cut them.
    private string[] Bash(string line, string words)
    {
        var folder = Directory.CreateDirectory(_scene["bin"]).FullName;
        var program = _scene.Write("bin/swarm", $"#!/bin/sh\nexec '{Scene.Host}' exec '{Scene.Program}' \"$@\"\n");
        Scene.SetMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = $"""
            PATH={folder}:$PATH
            source <(swarm completion bash) || exit 1
            complete -p swarm > /dev/null || exit 1
            COMP_LINE='{line}' COMP_POINT={line.Length}
            COMP_WORDS=({words}); COMP_CWORD=$(({"${#COMP_WORDS[@]}"} - 1))
            _swarm swarm
            printf '%s\n' "{"${COMPREPLY[@]}"}"
            """;
        var result = RunShell("bash", script, ["--norc", "-s"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private CommandResult RunShell(string shell, string input, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _scene.Root,
        };
        start.Environment["SWARM_HOME"] = _scene.Variables["SWARM_HOME"];
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Scene.Finish(process);
    }
}
