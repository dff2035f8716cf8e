using Swarm.Core.Files;
using Swarm.Storage.Bundles;
using Swarm.Storage.Manifests;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Snapshots;

/// <summary>What file systems know of files beside their bytes: times, holes, other names, extended attributes.</summary>
public sealed class FidelityTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public FidelityTests() => _work = _test.Folder.Make("work");

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(-1, 999_999_999)]
    [InlineData(1_700_000_000, 123_456_789)]
    [InlineData(-2_000_000_000, 7)]
    [InlineData(9_223_372_037, 0)]
    [InlineData(15_000_000_000, 500)]
    public void Times_come_back_to_the_nanosecond(long seconds, int nanoseconds)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The times of this file system are coarser.");
        Tree.Write(_work, "folder/file", "x");
        File.CreateSymbolicLink(Path.Combine(_work, "link"), "folder/file");
        foreach (var path in new[] { "folder/file", "link", "folder" })
        {
            FileTimes.SetModified(Path.Combine(_work, path), new FileTime(seconds, nanoseconds));
        }

        FileTimes.SetModified(_work, new FileTime(seconds, nanoseconds));
        Assert.SkipUnless(FileStatus.Read(_work)!.Value.Modified.Seconds == seconds, "This file system does not hold such a time.");

        var restored = _test.Restore(_test.Commit(_work));

        Assert.Equal(Tree.Describe(_work, withTimes: true), Tree.Describe(restored, withTimes: true));
        Assert.Equal(new FileTime(seconds, nanoseconds), FileStatus.Read(restored)!.Value.Modified);
    }

    [Fact]
    public void The_workspace_folder_keeps_its_own_mode()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        Tree.Write(_work, "file", "x");
        Tree.SetMode(_work, 0b111_101_000);

        var node = _test.Commit(_work);
        Assert.Equal(0b111_101_000, FileStatus.Read(_test.Restore(node))!.Value.Mode);

        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var imported = Import(other, _test.Export(node));
        Assert.Equal(0b111_101_000, FileStatus.Read(other.Restore(imported))!.Value.Mode);
    }

    [Fact]
    public void Special_permission_bits_of_a_step_are_kept_in_the_snapshot_and_not_restored()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        Tree.Write(_work, "folder/file", "x");
        Tree.SetMode(Path.Combine(_work, "folder/file"), 0b110_111_101_101);
        Tree.SetMode(Path.Combine(_work, "folder"), 0b001_111_111_111);
        Assert.SkipUnless(FileStatus.Read(Path.Combine(_work, "folder/file"))!.Value.Mode == 0b110_111_101_101, "This user may not set these bits.");

        var node = _test.Commit(_work);
        var restored = _test.Restore(node);

        Assert.Equal(0b110_111_101_101, TestStore.ReadManifest(_test.Store, node).Entries.Single(entry => entry.Path == "workspace/folder/file").Mode);
        Assert.Equal(0b111_101_101, FileStatus.Read(Path.Combine(restored, "folder/file"))!.Value.Mode);
        Assert.Equal(0b111_111_111, FileStatus.Read(Path.Combine(restored, "folder"))!.Value.Mode);
    }

    [Fact]
    public void Other_names_of_a_file_come_back_as_one_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Identities of files are told on Linux.");
        Tree.Write(_work, "z/first", Tree.RandomBytes(1, 300_000));
        Tree.Write(_work, "other", "other");
        foreach (var name in new[] { "a", "m", "z/zz" })
        {
            Assert.True(HardLinks.TryCreate(Path.Combine(_work, "z/first"), Path.Combine(_work, name)));
        }

        var first = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });
        Assert.Equal(300_005, first.Capture.BytesRead);
        var (folder, tree) = _test.Restore(_test.Store, first.Node);
        Assert.Equal(4u, FileStatus.Read(Path.Combine(folder, "m"))!.Value.Names);
        Assert.Equal(Inode(folder, "a"), Inode(folder, "z/zz"));
        Assert.NotEqual(Inode(folder, "a"), Inode(folder, "other"));
        Assert.Equal(Tree.Describe(_work, withTimes: true), Tree.Describe(folder, withTimes: true));

        // Untouched, changed through one name, and with a name less.
        var again = Capture(folder, tree, first.Node);
        Assert.Equal(0, again.Capture.BytesRead);
        File.AppendAllText(Path.Combine(folder, "m"), "more");
        File.Delete(Path.Combine(folder, "a"));
        var changed = Capture(folder, tree, again.Node);
        var restored = _test.Restore(changed.Node);
        Assert.Equal(3u, FileStatus.Read(Path.Combine(restored, "z/first"))!.Value.Names);
        Assert.Equal(Tree.Describe(folder, withTimes: true), Tree.Describe(restored, withTimes: true));
    }

    [Fact]
    public void Holes_come_back_as_holes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Holes are looked for on Linux.");
        Tool.Require("stat");
        Sparse("small", 100_000, (0, 10), (65_536, 10));
        Sparse("large", 64L << 20, (8 << 20, 100_000), (40 << 20, 5));
        Sparse("nothing", 32L << 20);
        Sparse("database", 4L << 20, (0, 0), (3 << 20, 4096));
        Tree.Write(_work, "zeros", new byte[200_000]);
        Assert.SkipUnless(Allocated(_work, "nothing") == 0, "This file system has no holes.");

        var restored = _test.Restore(_test.Commit(_work));

        Assert.Equal(Tree.Describe(_work, withTimes: true), Tree.Describe(restored, withTimes: true));
        foreach (var name in new[] { "small", "large", "nothing", "database" })
        {
            Assert.True(Allocated(_work, name) < new FileInfo(Path.Combine(_work, name)).Length);
            Assert.Equal(Allocated(_work, name), Allocated(restored, name));
        }

        // Zeros that were written take room again.
        Assert.InRange(Allocated(restored, "zeros"), 200_000, long.MaxValue);
    }

    [Fact]
    public void Extended_attributes_of_users_come_back()
    {
        RequireAttributes();
        Tree.Write(_work, "folder/file", "x");
        Tree.Write(_work, "plain", "y");
        ExtendedAttribute[] attributes = [new("user.a=b%", "one"u8.ToArray()), new("user.empty", Array.Empty<byte>()), new("user.z", Tree.RandomBytes(3, 900))];
        foreach (var path in new[] { "folder", "folder/file" })
        {
            Assert.True(ExtendedAttributes.Set(Path.Combine(_work, path), attributes));
        }

        Assert.True(ExtendedAttributes.Set(_work, attributes[..1]));
        var first = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });
        var (folder, tree) = _test.Restore(_test.Store, first.Node);
        AssertAttributes(attributes, folder, "folder", "folder/file");
        AssertAttributes(attributes[..1], folder, string.Empty);
        AssertAttributes([], folder, "plain");

        // Through a node that did not touch them, and a bundle.
        var second = Capture(folder, tree, first.Node);
        Assert.Equal(0, second.Capture.BytesRead);
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var imported = other.Restore(Import(other, _test.Export(second.Node)));
        AssertAttributes(attributes, imported, "folder", "folder/file");
        AssertAttributes(attributes[..1], imported, string.Empty);
    }

    [Fact]
    public void Other_names_of_a_file_survive_a_bundle()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Identities of files are told on Linux.");
        Tree.Write(_work, "a", "content");
        var longName = string.Join('/', Enumerable.Repeat(new string('d', 60), 3));
        Tree.Write(_work, longName + "/b", "b");
        Assert.True(HardLinks.TryCreate(Path.Combine(_work, longName, "b"), Path.Combine(_work, "c")));
        Assert.True(HardLinks.TryCreate(Path.Combine(_work, longName, "b"), Path.Combine(_work, "z")));
        using var other = new TestStore(_test.Folder, "other", _test.Operator);

        var imported = other.Restore(Import(other, _test.Export(_test.Commit(_work))));

        Assert.Equal(Tree.Describe(_work), Tree.Describe(imported));
        Assert.Equal(3u, FileStatus.Read(Path.Combine(imported, "z"))!.Value.Names);
    }

    [Fact]
    public void A_root_tells_other_names_and_attributes_from_their_absence()
    {
        var file = new ManifestEntry { Path = "workspace/b", Kind = EntryKind.File, Mode = ManifestEntry.DefaultFileMode };
        ManifestEntry[] entries =
        [
            file, file with { HardLinkOf = "workspace/a" }, file with { Attributes = [new("user.a", "x"u8.ToArray())] },
            file with { Attributes = [new("user.a", "y"u8.ToArray())] }, file with { Attributes = [new("user.ax", Array.Empty<byte>())] },
        ];
        Assert.Equal(entries.Length, entries.Select(entry => SnapshotRoot.Compute([entry], new byte[32])).Distinct().Count());
    }

    private (CaptureResult Capture, Nodes.NodeRecord Node, SealedSnapshot Snapshot) Capture(string folder, RestoredTree tree, Nodes.NodeRecord parent) =>
        _test.Commit(new CaptureRequest { WorkspaceFolder = folder, Restored = tree, UntouchedBeforeNanoseconds = long.MaxValue }, parent);

    private static Nodes.NodeRecord Import(TestStore store, string bundle) => BundleImporter.Import(
        store.Store, new BundleImport { Path = bundle }, Core.Randomness.RandomSource.System, Clocks.Machine, CancellationToken.None);

    private static ulong Inode(string folder, string name) => FileStatus.Read(Path.Combine(folder, name))!.Value.Identity!.Value.Inode;

    private void Sparse(string name, long size, params (long Offset, int Length)[] data)
    {
        using var handle = File.OpenHandle(Path.Combine(_work, name), FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.SetLength(handle, size);
        foreach (var (offset, length) in data)
        {
            RandomAccess.Write(handle, Tree.RandomBytes(length, length), offset);
        }

        if (name == "database")
        {
            RandomAccess.Write(handle, "SQLite format 3\0"u8, 0);
        }
    }

    /// <summary>The bytes that a file takes on the disk, as stat(1) tells.</summary>
    private static long Allocated(string folder, string name) =>
        512 * long.Parse(Tool.Run("stat", folder, "--format=%b", name).Output, System.Globalization.CultureInfo.InvariantCulture);

    private static void AssertAttributes(ExtendedAttribute[] expected, string folder, params string[] paths)
    {
        foreach (var path in paths)
        {
            var found = ExtendedAttributes.Read(Path.Combine(folder, path))!;
            Assert.Equal(expected.Select(Text), found.Select(Text));
        }

        static string Text(ExtendedAttribute attribute) => $"{attribute.Name}={Convert.ToHexString(attribute.Value.Span)}";
    }

    private void RequireAttributes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such attributes.");
        Tree.Write(_work, "probe", "x");
        var has = ExtendedAttributes.Set(Path.Combine(_work, "probe"), [new("user.probe", "x"u8.ToArray())]);
        File.Delete(Path.Combine(_work, "probe"));
        Assert.SkipUnless(has, "The file system here has no extended attributes of users.");
    }
}
