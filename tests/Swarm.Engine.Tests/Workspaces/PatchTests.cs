using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Workspaces;

namespace Swarm.Engine.Tests.Workspaces;

/// <summary>A node's changes as a patch, held to git.</summary>
public sealed class PatchTests : IDisposable
{
    private const string Make = """
        printf 'one\ntwo\nthree\n' > text; printf 'no end' > no-end; printf 'a\r\nb\r\n' > crlf; printf 'caf\351\n' > latin; : > empty; : > emptied
        printf 'x' > 'name with spaces'; printf 'x' > 'quote"d'; printf 'x' > 'back\slash'; printf 'x' > "$(printf 'tab\there')"; printf 'x' > 'naïve-日本'
        printf '#!/bin/sh\n' > script; chmod 755 script; printf 'x\n' > becomes-executable; printf 'x\n' > loses; chmod 755 loses
        ln -s text link; ln -s nowhere dangling; printf 'x' > becomes-link; ln -s text becomes-file; mkdir target; printf 'x' > target/f; ln -s target folder-link
        printf 'x\n' > becomes-folder; mkdir -p folder/inner; printf 'a' > folder/inner/a; printf 'b' > folder/b
        head -c 3000 /dev/urandom > binary; head -c 3000 /dev/urandom > gone-binary; seq 1 200000 > large; printf 'a\0b' > nul; mkdir deep; printf 'x' > deep/gone; mkdir bare
        seq 1 500 > long; printf 'a\nb' > gets-end; printf 'a\nb\n' > loses-end; printf -- '-- x\n++ y\n' > signs; printf 'x' > ' leading'; printf 'x' > 'trailing '
        """;

    private const string Change = """
        printf 'one\n2\nthree\nfour' > text; printf 'no end yet' > no-end; printf 'a\r\nB\r\n' > crlf; printf 'th\351\n' > latin; printf 'full\n' > empty; : > emptied2; : > emptied
        for f in 'name with spaces' 'quote"d' 'back\slash' "$(printf 'tab\there')" 'naïve-日本' ' leading' 'trailing '; do printf 'y\n' > "$f"; done
        printf 'x' > 'new "quoted" näme'; printf 'x' > "$(printf 'new\ttab and\nline')"; mkdir 'new folder'; printf '#!/bin/sh\n' > 'new folder/run me'; chmod 755 'new folder/run me'
        chmod 755 becomes-executable; chmod 644 loses; printf 'more\n' >> script; rm link; ln -s no-end link; rm dangling; ln -s 'to "some where"' new-link
        rm becomes-link; ln -s text becomes-link; rm becomes-file; printf 'x\n' > becomes-file; rm folder-link; mkdir folder-link; printf 'x' > folder-link/f
        rm becomes-folder; mkdir becomes-folder; printf 'x' > becomes-folder/f; rm -r folder; printf 'x' > folder
        head -c 5000 /dev/urandom > binary; head -c 53 /dev/urandom > new-binary; rm gone-binary; seq 2 200001 > large; printf 'a\0c' > nul; rm -r deep
        { echo first; seq 1 499 | sed 's/^100$/hundred/;s/^105$/x/;s/^300$/y/'; } > long; printf 'a\nb\n' > gets-end; printf 'a\nb' > loses-end; printf -- '-- z\n++ y\n' > signs
        """;

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Git_makes_of_the_base_exactly_the_nodes_workspace_and_the_base_of_it()
    {
        Scene.NeedUnix("git");
        var (root, tip) = await MakeAsync();
        var (before, after) = (_scene.Export(root), _scene.Export(tip));
        var clone = _scene.Export(root);
        await Git.CommitAllAsync(clone);
        var (patch, files) = Patch(new ChangeRequest(new NodeReference("tip")));
        await Git.RunAsync(clone, "apply", "--check", patch);
        await Git.RunAsync(clone, "apply", patch);
        Assert.Equal(TreeText.Of(after), TreeText.Of(clone));
        Assert.Equal(files.Select(file => file.Path), files.Select(file => file.Path).Distinct());
        await Git.RunAsync(clone, "apply", "-R", patch);
        Assert.Equal(TreeText.Of(before), TreeText.Of(clone));

        // Into the index, and by three-way merge, too.
        await Git.RunAsync(clone, "status");
        await Git.RunAsync(clone, "apply", "--index", "--3way", patch);
        Assert.Equal(TreeText.Of(after), TreeText.Of(clone));
    }

    [Fact]
    public async Task A_merge_makes_the_same_changes()
    {
        Scene.NeedUnix();
        var (root, tip) = await MakeAsync();
        var clone = _scene.Export(root);
        Directory.CreateDirectory(Path.Combine(clone, ".git"));
        await File.WriteAllTextAsync(Path.Combine(clone, "of the user"), "x", Scene.Cancellation);
        var before = TreeText.Of(clone);
        var planned = _scene.Session.Workspaces.Merge(new ChangeRequest(new NodeReference("tip")), clone, dryRun: true, Scene.Cancellation);
        Assert.Equal(before, TreeText.Of(clone));
        Assert.Equal(planned, _scene.Session.Workspaces.Merge(new ChangeRequest(new NodeReference("tip")), clone, dryRun: false, Scene.Cancellation));
        File.Delete(Path.Combine(clone, "of the user"));
        Assert.Equal(TreeText.Of(_scene.Export(tip)), TreeText.Of(clone));
        Assert.Equal([".git"], Directory.GetDirectories(clone, ".*").Select(Path.GetFileName));
        Assert.True(Directory.Exists(Path.Combine(clone, "bare")));
        Assert.False(Directory.Exists(Path.Combine(clone, "deep")));
    }

    [Theory]
    [InlineData("echo mine > text", "'text' was changed")]
    [InlineData("rm text", "'text' is gone")]
    [InlineData("echo mine > new-binary", "'new-binary' is there already")]
    [InlineData("mkdir new-binary; : > new-binary/mine", "'new-binary' is a folder")]
    [InlineData("chmod 755 text", "'text' was changed")]
    [InlineData("rm link; ln -s elsewhere link", "'link' was changed")]
    [InlineData("rm link; echo text > link", "'link' was changed")]
    [InlineData("rm becomes-folder; mkdir becomes-folder; : > becomes-folder/mine", "'becomes-folder' is no file")]
    [InlineData(": > folder/mine", "'folder' is a folder")]
    [InlineData("mv deep elsewhere; ln -s elsewhere deep", "'deep/gone' is gone")]
    [InlineData("rm text; mkdir text", "'text' is no file")]
    [InlineData("ln -s ../outside 'new folder'", "would lie in 'new folder', which is no folder")]
    public async Task What_is_not_as_in_the_base_is_refused_and_nothing_is_changed(string script, string reason)
    {
        Scene.NeedUnix();
        var (root, _) = await MakeAsync();
        var clone = _scene.Export(root);
        await Shell.RunAsync(clone, script);
        var before = TreeText.Of(clone);
        var refused = Assert.Throws<SwarmException>(() => _scene.Session.Workspaces.Merge(new ChangeRequest(new NodeReference("tip")), clone, dryRun: false, Scene.Cancellation));
        Scene.AssertClear(refused, ErrorCode.WorkspaceConflict);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, TreeText.Of(clone));
    }

    /// <summary>A step that wrote to git's own folder, by whichever name a file system knows it, would run code of its own in the user's repository.</summary>
    [Theory]
    [InlineData(".git/hooks/post-checkout"), InlineData(".GIT/hooks/post-checkout"), InlineData("sub/.Git/config"), InlineData("git~1/hooks/post-checkout"), InlineData("GIT~1/config")]
    [InlineData(".git./config"), InlineData(".git /config"), InlineData(".g\u200cit/config"), InlineData("\ufeff.git/config"), InlineData(".git::$INDEX_ALLOCATION/config")]
    public async Task Nothing_of_a_patch_or_merge_reaches_gits_own_folder(string path)
    {
        Scene.NeedUnix();
        var root = await _scene.LaunchAsync("echo 1 > a", "main");
        await _scene.ResumeAsync("main", $"mkdir -p '{Path.GetDirectoryName(path)}'; echo evil > '{path}'; echo 2 > a", "tip");
        var clone = _scene.Export(root.Record.NodeId!);

        _scene.Session.Workspaces.Merge(new ChangeRequest(new NodeReference("tip")), clone, dryRun: false, Scene.Cancellation);

        Assert.Equal(["a"], Directory.GetFileSystemEntries(clone, "*", SearchOption.AllDirectories).Select(entry => Path.GetRelativePath(clone, entry)));
    }

    [Fact]
    public async Task A_merge_that_fails_in_its_middle_leaves_nothing_half_done()
    {
        Scene.NeedUnix();
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "A privileged user writes to every folder.");
        var root = await _scene.LaunchAsync("mkdir z; echo 1 > a; echo 1 > z/b; ln -s a l", "main");
        await _scene.ResumeAsync("main", "echo 2 > a; echo 2 > z/b; rm l; mkdir n; echo 3 > n/c", "tip");
        var clone = _scene.Export(root.Record.NodeId!);
        Scene.SetMode(Path.Combine(clone, "z"), 0b101_000_000);
        var before = TreeText.Of(clone);
        var refused = Assert.Throws<SwarmException>(() => _scene.Session.Workspaces.Merge(new ChangeRequest(new NodeReference("tip")), clone, dryRun: false, Scene.Cancellation));
        Scene.AssertClear(refused, ErrorCode.PathInvalid);
        Scene.SetMode(Path.Combine(clone, "z"), 0b111_000_000);
        Assert.Equal(before, TreeText.Of(clone));
        Assert.Equal(["z"], Directory.GetDirectories(clone).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_a_launch_changed_is_told_by_the_folder_that_it_was_given()
    {
        Scene.NeedUnix("git");
        var workspace = Path.GetDirectoryName(_scene.Write("repo/kept", "kept\n"))!;
        _scene.Write("repo/.swarmignore", "ignored\n");
        _scene.Write("repo/ignored", "x");
        await _scene.LaunchAsync("echo new > new; echo changed >> kept", "main", workspace);
        var refused = Assert.Throws<SwarmException>(() => Patch(new ChangeRequest(new NodeReference("main"))));
        Scene.AssertClear(refused, ErrorCode.SpecInvalid);
        var (patch, files) = Patch(new ChangeRequest(new NodeReference("main")) { BaseFolder = workspace });
        Assert.Equal([("kept", "changed"), ("new", "added")], files.Select(file => (file.Path, file.Change)));
        await Git.RunAsync(workspace, "apply", patch);
        Assert.Equal("kept\nchanged\n", await File.ReadAllTextAsync(Path.Combine(workspace, "kept"), Scene.Cancellation));
        Assert.True(File.Exists(Path.Combine(workspace, "ignored")));
    }

    [Fact]
    public async Task Paths_choose_a_base_is_named_and_commits_of_the_step_are_left_out()
    {
        Scene.NeedUnix("git");
        await _scene.LaunchAsync("mkdir -p src docs; echo 1 > src/a.txt; echo 1 > docs/a.md; echo 1 > b.txt; git init -q; mkdir sub; cd sub; git init -q", "main");
        await _scene.ResumeAsync("main", "echo 2 > src/a.txt; echo 2 > docs/a.md; echo x > .git/x; echo x > sub/.git/x", "tip");
        var last = await _scene.ResumeAsync("tip", "echo 3 > b.txt");
        Assert.Equal(["b.txt", "docs/a.md", "src/a.txt"], Paths(new ChangeRequest(new NodeReference("tip"))));
        Assert.Equal(["src/a.txt"], Paths(new ChangeRequest(new NodeReference("tip")) { Paths = ["src"] }));
        Assert.Equal(["b.txt", "src/a.txt"], Paths(new ChangeRequest(new NodeReference("tip")) { Paths = ["*.txt"] }));
        Assert.Equal(["b.txt"], Paths(new ChangeRequest(new NodeReference("tip")) { Base = new NodeReference(last.Record.ParentNodeId!) }));
        Assert.Empty(Paths(new ChangeRequest(new NodeReference("tip")) { Base = new NodeReference("tip") }));
        _scene.Session.Nodes.Remove(new NodeReference("main"));
        Scene.AssertClear(Assert.Throws<SwarmException>(() => Paths(new ChangeRequest(new NodeReference("tip")))), ErrorCode.NodeNotFound);

        IEnumerable<string> Paths(ChangeRequest request) => Patch(request).Files.Select(file => file.Path);
    }

    [Fact]
    public async Task A_patch_replaces_a_file_only_where_that_is_asked_for()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "main");
        await _scene.ResumeAsync("main", "echo 1 > a", "tip");
        var there = _scene.Write("there.patch", "mine");
        var request = new ChangeRequest(new NodeReference("tip"));
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Session.Workspaces.ExportPatch(request, there, overwrite: false, Scene.Cancellation)), ErrorCode.PathInvalid);
        Assert.Equal("mine", await File.ReadAllTextAsync(there, Scene.Cancellation));
        _scene.Session.Workspaces.ExportPatch(request, there, overwrite: true, Scene.Cancellation);
        Assert.StartsWith("diff --git a/a b/a\nnew file mode 100644\n", await File.ReadAllTextAsync(there, Scene.Cancellation), StringComparison.Ordinal);
        Scene.AssertClear(
            Assert.Throws<SwarmException>(() => _scene.Session.Workspaces.ExportPatch(request, Path.Combine(_scene.Folder, "no/such/folder/x"), overwrite: false, Scene.Cancellation)),
            ErrorCode.PathInvalid);
        Assert.Equal(["there.patch"], Directory.GetFiles(_scene.Folder).Select(Path.GetFileName));
    }

    private async Task<(string Root, string Tip)> MakeAsync()
    {
        var root = await _scene.LaunchAsync(Make, "main");
        var tip = await _scene.ResumeAsync("main", Change, "tip");
        return (root.Record.NodeId!, tip.Record.NodeId!);
    }

    private (string Path, IReadOnlyList<Engine.States.FileChange> Files) Patch(ChangeRequest request) =>
        _scene.Session.Workspaces.ExportPatch(request, Path.Combine(_scene.Folder, $"{Guid.NewGuid():N}.patch"), overwrite: false, Scene.Cancellation);
}
