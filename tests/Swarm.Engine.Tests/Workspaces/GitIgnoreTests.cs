using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>What git ignores is left out of a launch, where that is asked for, and nothing that git tracks.</summary>
public sealed class GitIgnoreTests : IDisposable
{
    private const string List = "find . -path './.git' -prune -o -path '*/.git' -prune -o -type f -print | sort";

    private readonly Scene _scene = new();

    public GitIgnoreTests()
    {
        Scene.NeedUnix("git");
        _scene.Write("repo/.gitignore", "*.log\nbuild/\n!kept.log\n/only-here\n");
        foreach (var file in new[]
        {
            "main.c", "tracked.log", "ignored.log", "kept.log", "build/out/x.o", "build/tracked.txt", "only-here", "deep/only-here",
            "deep/.gitignore", "deep/a.tmp", "a.tmp", "excluded.txt", "untracked.txt", "new/b.log", "new/b.c", "with space.log", "line\nend.log",
        })
        {
            _scene.Write("repo/" + file, file == "deep/.gitignore" ? "*.tmp\n" : "x");
        }

        Git("repo", "init", "-q", "-b", "main");
        _scene.Write("repo/.git/info/exclude", "excluded.txt\n");
        Git("repo", "add", "main.c", ".gitignore", "deep/.gitignore");
        Git("repo", "add", "--force", "tracked.log", "build/tracked.txt");
        Git("repo", "commit", "-q", "-m", "first");
    }

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task What_git_ignores_is_left_out()
    {
        var left = await ListAsync("repo");
        Assert.Equal(
            [
                "./.gitignore", "./a.tmp", "./build/tracked.txt", "./deep/.gitignore", "./deep/only-here", "./kept.log", "./main.c",
                "./new/b.c", "./tracked.log", "./untracked.txt",
            ],
            left);
    }

    [Fact]
    public async Task Without_the_option_all_is_taken()
    {
        Assert.Contains("./ignored.log", await ListAsync("repo", omits: false));
    }

    [Fact]
    public async Task A_folder_of_the_repository_is_judged_by_the_rules_above_it()
    {
        _scene.Write("repo/deep/inner/c.log", "x");
        Assert.Equal(["./.gitignore", "./only-here"], await ListAsync("repo/deep"));
    }

    [Fact]
    public async Task A_repository_inside_the_workspace_has_rules_of_its_own()
    {
        foreach (var file in new[] { ".aaa", "own.bin", "own.c", "z.bin" })
        {
            _scene.Write("repo/nested/" + file, "x");
        }

        _scene.Write("repo/nested/.gitignore", "*.bin\n.aaa\n");
        Git("repo/nested", "init", "-q");
        var left = await ListAsync("repo");
        Assert.Equal(["./nested/.gitignore", "./nested/own.c"], left.Where(path => path.StartsWith("./nested/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_worktree_is_asked_too()
    {
        Git("repo", "worktree", "add", "-q", "../tree");
        _scene.Write("tree/ignored.log", "x");
        Assert.DoesNotContain("./ignored.log", await ListAsync("tree"));
    }

    [Fact]
    public async Task What_no_snapshot_can_hold_does_not_matter_in_a_folder_that_git_ignores()
    {
        _scene.Write("repo/deep/build/file", "x");
        using (var made = Process.Start("mkfifo", [Path.Combine(_scene.Folder, "repo", "deep", "build", "pipe")]))
        {
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(await ListAsync("repo"), path => path.StartsWith("./deep/build", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_s_variables_name_no_other_repository()
    {
        Environment.SetEnvironmentVariable("GIT_DIR", _scene.Folder);
        try
        {
            Assert.DoesNotContain("./ignored.log", await ListAsync("repo"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_DIR", null);
        }
    }

    [Fact]
    public async Task A_repository_s_settings_run_no_program()
    {
        var mark = Path.Combine(_scene.Folder, "ran");
        var program = Path.Combine(_scene.Folder, "monitor");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\ntouch '{mark}'\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        }

        Git("repo", "config", "core.fsmonitor", program);
        await ListAsync("repo");
        Assert.False(File.Exists(mark));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("repo/build")]
    [InlineData("repo/build/out")]
    public async Task A_folder_that_git_cannot_judge_is_refused(string folder)
    {
        _scene.Write("plain/file", "x");
        Git("repo", "rm", "-q", "--cached", "build/tracked.txt");
        var exception = await _scene.RefusedAsync(Request(folder, omits: true), ErrorCode.WorkspaceInvalid);
        Assert.Contains(Path.Combine(_scene.Folder, folder), exception.Message, StringComparison.Ordinal);
        Assert.Contains(".swarmignore", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_a_workspace()
    {
        await _scene.RefusedAsync(Request(folder: null, omits: true), ErrorCode.SpecInvalid);
    }

    private async Task<string[]> ListAsync(string folder, bool omits = true)
    {
        var run = await _scene.RunAsync(Request(folder, omits));
        Assert.Equal(RunStatus.Succeeded, run.Record.Status);
        return (await _scene.LogAsync(run.Record.RunId)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static RunRequest Request(string? folder, bool omits) =>
        new() { Workspace = folder, OmitsGitIgnored = omits, Step = Scene.Shell(List) };

    private void Git(string folder, params string[] arguments)
    {
        using var process = Process.Start("git", ["-C", Path.Combine(_scene.Folder, folder), "-c", "user.name=t", "-c", "user.email=t@x", .. arguments]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
