using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>What a step commits stays in its run, however the user's repository is laid out.</summary>
public sealed class RepositoryTests : IDisposable
{
    private const string Commit = """
        set -e
        git status --porcelain | grep -q . && exit 9
        git log --oneline | grep -q first
        git fsck --strict
        echo step > step.txt
        git add step.txt
        git -c user.name=s -c user.email=s@x commit -q -m from-the-step
        git branch made-by-the-step
        git rev-parse --absolute-git-dir
        git rev-parse --show-toplevel
        """;

    private readonly Scene _scene = new();
    private readonly List<string> _warnings = [];

    public RepositoryTests()
    {
        Scene.NeedUnix("git");
        _scene.Write("repo/a.txt", "a");
        Git("repo", "init", "-q", "-b", "main");
        Git("repo", "add", ".");
        Git("repo", "commit", "-q", "-m", "first");
    }

    public void Dispose() => _scene.Dispose();

    public static TheoryData<string, string[][]> Layouts => new()
    {
        { "repo", [] },
        { "worktree", [["repo", "worktree", "add", "-q", "../worktree"]] },
        { "of-bare/tree", [[".", "clone", "-q", "--bare", "repo", "bare.git"], ["bare.git", "worktree", "add", "-q", "../of-bare/tree", "main"]] },
        { "super/sub", [[".", "clone", "-q", "repo", "super"], ["super", "submodule", "--quiet", "add", "../repo", "sub"]] },
        { "separate", [[".", "clone", "-q", "--separate-git-dir", "elsewhere.git", "repo", "separate"]] },
        { "borrows", [[".", "clone", "-q", "--shared", "repo", "borrows"]] },
        { "borrows-twice", [[".", "clone", "-q", "--shared", "repo", "borrows"], [".", "clone", "-q", "--shared", "borrows", "borrows-twice"]] },
        { "worktree-config", [["repo", "config", "extensions.worktreeConfig", "true"], ["repo", "worktree", "add", "-q", "../worktree-config"], ["worktree-config", "config", "--worktree", "user.name", "me"]] },
        { "packed", [["repo", "gc", "-q"], ["repo", "worktree", "add", "-q", "../packed"]] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Commits_of_a_step_stay_in_its_run(string workspace, string[][] commands)
    {
        Prepare(commands);
        var before = Everything();
        var run = await RunAsync(workspace, Commit);

        Assert.Equal(before, Everything());
        AssertInRun(run, await _scene.LogAsync(run.Record.RunId));

        // The next run, in another folder, goes on in the same repository.
        var next = await _scene.ResumeAsync(run.Record.NodeId!, "git log --oneline | head -1; git status --porcelain; git rev-parse --show-toplevel");
        Assert.Equal(RunStatus.Succeeded, next.Record.Status);
        Assert.Contains("from-the-step", await _scene.LogAsync(next.Record.RunId), StringComparison.Ordinal);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public async Task A_link_in_place_of_the_repository_is_replaced_by_a_copy()
    {
        Directory.Move(Path.Combine(_scene.Folder, "repo", ".git"), Path.Combine(_scene.Folder, "store.git"));
        Directory.CreateSymbolicLink(Path.Combine(_scene.Folder, "repo", ".git"), "../store.git");
        var before = Everything();

        var run = await RunAsync("repo", Commit);

        Assert.Equal(before, Everything());
        AssertInRun(run, await _scene.LogAsync(run.Record.RunId));
        Assert.Contains("'.git'", Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_put_together_from_links_becomes_one_of_its_own()
    {
        // As git-new-workdir does.
        var (made, git) = (Path.Combine(_scene.Folder, "made"), Path.Combine(_scene.Folder, "repo", ".git"));
        Directory.CreateDirectory(Path.Combine(made, ".git", "logs"));
        foreach (var name in new[] { "config", "refs", "logs/refs", "objects", "info", "hooks", "packed-refs" })
        {
            File.CreateSymbolicLink(Path.Combine(made, ".git", name), Path.Combine(git, name));
        }

        File.Copy(Path.Combine(git, "HEAD"), Path.Combine(made, ".git", "HEAD"));
        Git("made", "checkout", "-q", "-f");
        var before = Everything();

        var run = await RunAsync("made", Commit);

        Assert.Equal(before, Everything());
        AssertInRun(run, await _scene.LogAsync(run.Record.RunId));
    }

    [Fact]
    public async Task A_repository_that_names_its_work_tree_works_in_the_copy()
    {
        Git("repo", "config", "core.worktree", Path.Combine(_scene.Folder, "repo"));
        var before = Everything();

        var run = await RunAsync("repo", Commit);

        Assert.Equal(before, Everything());
        AssertInRun(run, await _scene.LogAsync(run.Record.RunId));
    }

    [Fact]
    public async Task Worktrees_and_submodules_inside_the_workspace_stay_whole()
    {
        Git("repo", "worktree", "add", "-q", "inner");
        Git("repo", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", Path.Combine(_scene.Folder, "repo"), "sub");
        Git("repo", "worktree", "add", "-q", "../outer");
        File.AppendAllText(Path.Combine(_scene.Folder, "repo", ".git", "info", "exclude"), "inner\n");
        Git("repo", "commit", "-q", "-m", "sub");
        var before = Everything();

        var inner = Commit.Replace("made-by-the-step", "made-in-the-worktree", StringComparison.Ordinal);
        var run = await RunAsync("repo", $"{Commit}\ncd inner\n{inner}\ncd ../sub\n{Commit}\ncd ..\ngit worktree repair\ngit worktree list");

        Assert.Equal(before, Everything());
        AssertInRun(run, await _scene.LogAsync(run.Record.RunId));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task Variables_that_name_a_repository_do_not_reach_the_step()
    {
        var before = Everything();
        Environment.SetEnvironmentVariable("GIT_DIR", Path.Combine(_scene.Folder, "repo", ".git"));
        Environment.SetEnvironmentVariable("GIT_WORK_TREE", Path.Combine(_scene.Folder, "repo"));
        try
        {
            var run = await RunAsync("repo", Commit);
            AssertInRun(run, await _scene.LogAsync(run.Record.RunId));
        }
        finally
        {
            Environment.SetEnvironmentVariable("GIT_DIR", null);
            Environment.SetEnvironmentVariable("GIT_WORK_TREE", null);
        }

        Assert.Equal(before, Everything());
    }

    [Theory]
    [InlineData(".hg/sharedpath", "hg clone")]
    [InlineData("deep/.jj/repo", "jj git clone")]
    [InlineData(".fslckout", "Fossil")]
    public async Task Checkouts_of_other_systems_whose_repository_lies_elsewhere_are_refused(string path, string hint)
    {
        _scene.Write("other/" + path, "/elsewhere");
        var exception = await _scene.RefusedAsync(new RunRequest { Workspace = "other", Step = Scene.Shell("true") }, ErrorCode.WorkspaceInvalid);
        Assert.Contains(hint, exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);

        _scene.Write("other/.swarmignore", path);
        Assert.Equal(RunStatus.Succeeded, (await RunAsync("other", "true")).Record.Status);
    }

    private async Task<RunInfo> RunAsync(string workspace, string script)
    {
        var run = await _scene.RunAsync(new RunRequest { Workspace = workspace, Step = Scene.Shell(script), Warning = _warnings.Add });
        Assert.True(run.Record.Status == RunStatus.Succeeded, await _scene.LogAsync(run.Record.RunId));
        return run;
    }

    private void AssertInRun(RunInfo run, string log)
    {
        var folder = Path.Combine(_scene.Work, run.Record.RunId, "workspace");
        Assert.Contains(folder + "/.git\n", log, StringComparison.Ordinal);
        Assert.Contains(folder + "\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain(_scene.Folder + "/repo", log.Replace(folder, string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private void Prepare(string[][] commands)
    {
        foreach (var command in commands)
        {
            Git(command[0], ["-c", "protocol.file.allow=always", .. command[1..]]);
        }
    }

    /// <summary>All that the user has, but for the store and the keys of the scene.</summary>
    private string Everything() => string.Join('\n', Directory.EnumerateFileSystemEntries(_scene.Folder, "*", SearchOption.AllDirectories)
        .Where(path => !path.StartsWith(_scene.Home, StringComparison.Ordinal) && !path.StartsWith(_scene.Root, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(path => path + (new FileInfo(path) is { LinkTarget: { } target } ? $" -> {target}"
            : File.Exists(path) ? $" {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}" : string.Empty)));

    private void Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=u", "-c", "user.email=u@x", .. arguments]) { WorkingDirectory = Path.Combine(_scene.Folder, folder) };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
