using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Snapshots;

/// <summary>Whatever a step leaves, its snapshot restores; what cannot be restored is left out and named.</summary>
public sealed class StrangeTreeTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public StrangeTreeTests() => _work = _test.Folder.Make("work");

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("open('\\ufffd', 'w').write('kept'); open(b'\\xff', 'w')", "\\xff")]
    [InlineData("open('\\ufffd', 'w'); os.mkdir(b'\\xff'); open(b'\\xff/f', 'w')", "\\xff")]
    [InlineData("os.mkdir('\\ufffd'); open('\\ufffd/f', 'w').write('kept'); open(b'\\xff', 'w')", "\\xff")]
    [InlineData("os.symlink('x', '\\ufffd'); os.symlink('y', b'\\xff')", "\\xff")]
    [InlineData("os.mkdir('\\ufffd'); os.mkdir(b'\\xfe'); os.symlink('y', b'\\xff')", "\\xfe", "\\xff")]
    [InlineData("open(b'a\\xed\\xa0\\x80', 'w'); open('a\\ufffd\\ufffd\\ufffd', 'w')", "a\\xed\\xa0\\x80")]
    [InlineData("os.symlink(b'to\\xff', 'link'); os.symlink('to\\ufffd', 'other')", "link")]
    [InlineData("os.mkdir('d'); open(b'd/\\xc3', 'w'); open('d/\\ufffd', 'w')", "d/\\xc3")]
    public void Names_that_are_not_Unicode_are_left_out_and_others_stay(string python, params string[] leftOut)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "This file system has only Unicode names.");
        Make(python);
        var (capture, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });
        Assert.Equal(leftOut, capture.Refused.Select(refused => refused.Path));
        var (restored, _) = _test.Restore(_test.Store, node);
        Assert.Equal(Kept(_work), Kept(restored));
    }

    [Theory]
    [InlineData("n", 200, 60)]
    [InlineData("d", 1, 3000)]
    public void What_lies_deeper_than_paths_are_long_is_left_out(string letter, int length, int depth)
    {
        Make($"[(os.mkdir('{letter}' * {length}), os.chdir('{letter}' * {length}), open('f', 'w')) for i in range({depth})]");
        Tree.Write(_work, "kept", "x");
        var (capture, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });
        var refused = Assert.Single(capture.Refused, refused => !refused.Path.EndsWith("/f", StringComparison.Ordinal));
        Assert.Contains("longer than", refused.Reason, StringComparison.Ordinal);
        var (restored, _) = _test.Restore(_test.Store, node);
        Assert.Equal(Kept(_work), Kept(restored));
        Assert.True(File.Exists(Path.Combine(restored, "kept")));
    }

    [Fact]
    public void What_its_owner_may_not_read_is_kept_with_its_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no POSIX modes.");
        (string Path, int Mode)[] modes = [("f0", 0), ("f2", 0b010_010_010), ("d0", 0), ("d4", 0b100_100_100), ("d1", 0b001_000_000), ("d0/in", 0), (".swarmignore", 0)];
        foreach (var file in new[] { "f0", "f2", "d0/in/f", "d4/f", "d1/f" })
        {
            Tree.Write(_work, file, file);
        }

        Tree.Write(_work, "left", "left");
        Tree.Write(_work, ".swarmignore", "left\n");
        foreach (var (path, mode) in modes.Reverse())
        {
            Tree.SetMode(Path.Combine(_work, path), mode);
        }

        var (capture, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });
        Assert.Empty(capture.Refused);
        var entries = _test.ReadManifest(node).Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        Assert.All(modes, item => Assert.Equal(item.Mode, entries["workspace/" + item.Path].Mode));
        Assert.DoesNotContain("workspace/left", entries.Keys);

        // Restored under those modes, and taken again from there.
        var (restored, tree) = _test.Restore(_test.Store, node);
        var (again, second, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = restored, Restored = tree, UntouchedBeforeNanoseconds = long.MaxValue }, node);
        Assert.Empty(again.Refused);
        Assert.Equal(entries.Values.Select(Describe), _test.ReadManifest(second).Entries.Select(Describe));
        Assert.Equal(capture.ContentRoot, again.ContentRoot);

        static string Describe(Manifests.ManifestEntry entry) => $"{entry.Path} {entry.Kind} {entry.Mode} {entry.Content}";
    }

    private static IEnumerable<string> Kept(string folder) => TreeScanner.Scan(folder, IgnoreRules.None)
        .Where(entry => entry.Refusal is null).Select(entry => $"{entry.Path} {entry.Status.Kind} {entry.Status.Size} {entry.LinkTarget}");

    private void Make(string python)
    {
        Tool.Require("python3");
        var (code, _, error) = Tool.Run("python3", _work, "-c", "import os; " + python);
        Assert.True(code == 0, error);
    }
}
