using Swarm.Core.Errors;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Snapshots;

public sealed class ChangeTests : IDisposable
{
    private const long EverythingIsOld = long.MaxValue;

    private readonly TestStore _test = new();
    private readonly string _work;

    public ChangeTests() => _work = _test.Folder.Make("work");

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Untouched_files_are_not_read_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells a file's identity so far.");
        Tree.Fill(_work, seed: 3, files: 40);
        var parent = _test.Commit(_work);
        var (folder, restored) = _test.Restore(_test.Store, parent);
        Tree.Write(folder, "d0/new", new byte[777]);

        var (capture, node, _) = _test.Commit(
            new CaptureRequest { WorkspaceFolder = folder, Restored = restored, UntouchedBeforeNanoseconds = EverythingIsOld }, parent);

        Assert.Equal(777, capture.BytesRead);
        Assert.Equal(Tree.Describe(folder), Tree.Describe(_test.Restore(node)));
    }

    [Fact]
    public void Files_within_the_racy_window_are_read_again()
    {
        Tree.Write(_work, "file", new byte[5000]);
        var parent = _test.Commit(_work);
        var (folder, restored) = _test.Restore(_test.Store, parent);

        var (capture, _, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = folder, Restored = restored, UntouchedBeforeNanoseconds = 0 }, parent);

        Assert.Equal(5000, capture.BytesRead);
    }

    [Fact]
    public void A_file_rewritten_in_place_with_its_old_size_and_time_is_read_again()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells a file's identity so far.");
        Tree.Write(_work, "file", "before");
        var parent = _test.Commit(_work);
        var (folder, restored) = _test.Restore(_test.Store, parent);
        var file = Path.Combine(folder, "file");
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "after!");
        File.SetLastWriteTimeUtc(file, time);

        var (_, node, _) = _test.Commit(
            new CaptureRequest { WorkspaceFolder = folder, Restored = restored, UntouchedBeforeNanoseconds = EverythingIsOld }, parent);

        Assert.Equal("after!", File.ReadAllText(Path.Combine(_test.Restore(node), "file")));
    }

    [Fact]
    public void A_mode_alone_changes_the_root_and_reads_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells a file's identity so far.");
        Tree.Write(_work, "file", "content");
        var parent = _test.Commit(_work);
        var before = Root(_work);
        Tree.SetMode(Path.Combine(_work, "file"), 0b100_000_000);

        Assert.NotEqual(before, Root(_work));
        Assert.NotNull(parent);
    }

    [Fact]
    public void Times_do_not_change_the_root()
    {
        Tree.Write(_work, "file", "content");
        var before = Root(_work);
        File.SetLastWriteTimeUtc(Path.Combine(_work, "file"), DateTime.UnixEpoch.AddYears(20));
        Assert.Equal(before, Root(_work));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void Random_edits_give_equal_roots_exactly_for_equal_contents(int seed)
    {
        var random = new Random(seed);
        Tree.Fill(_work, seed, files: 25);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        NodeRecord? node = null;
        for (var round = 0; round < 8; round++)
        {
            node = _test.Commit(_work, node);
            var description = Tree.Describe(_work);
            var root = Root(_work);
            Assert.Equal(description, Tree.Describe(_test.Restore(node)));
            Assert.All(seen, pair => Assert.Equal(string.Equals(pair.Key, description, StringComparison.Ordinal), string.Equals(pair.Value, root, StringComparison.Ordinal)));
            seen[description] = root;
            Edit(random, round);
        }
    }

    [Fact]
    public void The_same_content_again_adds_next_to_nothing()
    {
        Tree.Fill(_work, seed: 5, files: 60);
        Tree.Write(_work, "large", Tree.RandomBytes(5, 5 << 20));
        var (_, parent, first) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });

        var (_, _, second) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work }, parent);

        Assert.True(first.StoredBytes > 5 << 20);
        Assert.True(second.StoredBytes < 4096, $"{second.StoredBytes} bytes");
    }

    [Fact]
    public void An_insertion_at_the_start_of_a_large_file_stores_only_what_is_near()
    {
        var bytes = Tree.RandomBytes(6, 24 << 20);
        Tree.Write(_work, "large", bytes);
        var parent = _test.Commit(_work);
        Tree.Write(_work, "large", [1, 2, 3, .. bytes]);

        var (_, node, snapshot) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work }, parent);

        Assert.InRange(snapshot.StoredBytes, 1, ContentChunkMaximum * 2);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
    }

    [Fact]
    public void A_changed_page_of_a_database_stores_its_block_and_one_list_part()
    {
        byte[] database = [.. "SQLite format 3\0"u8, .. Tree.RandomBytes(7, 20 << 20)];
        Tree.Write(_work, "app.db", database);
        var parent = _test.Commit(_work);
        database[10 << 20] ^= 1;
        Tree.Write(_work, "app.db", database);

        var (_, _, snapshot) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work }, parent);

        Assert.InRange(snapshot.StoredBytes, 16 * 1024, 64 * 1024);
    }

    [Fact]
    public void The_capability_of_one_step_opens_no_other()
    {
        Tree.Write(_work, "file", "one");
        var first = _test.Commit(_work);
        Tree.Write(_work, "file", "two");
        var second = _test.Commit(_work, first);
        Tree.Write(_work, "file", "three");
        var sibling = _test.Commit(_work, first);

        foreach (var (own, other) in new[] { (first, second), (second, first), (second, sibling), (sibling, second) })
        {
            using var capability = _test.Store.OpenCapability(own, Cryptography.Ratchet.RatchetKind.State);
            var refused = Assert.Throws<SwarmException>(() => _test.Store.ReadManifest(other, capability));
            Assert.Equal(ErrorCode.CapabilityInvalid, refused.ErrorCode);
        }
    }

    private const long ContentChunkMaximum = 4 << 20;

    private string Root(string folder)
    {
        using var writer = _test.Store.BeginSnapshot(Core.Randomness.RandomSource.System);
        return writer.Capture(new CaptureRequest { WorkspaceFolder = folder }, CancellationToken.None).ContentRoot.ToString();
    }

    private void Edit(Random random, int round)
    {
        var files = Directory.GetFiles(_work, "*", SearchOption.AllDirectories);
        var file = files[random.Next(files.Length)];
        switch (round % 5)
        {
            case 0:
                File.WriteAllBytes(file, Tree.RandomBytes(random.Next(), random.Next(100_000)));
                break;
            case 1:
                File.Delete(file);
                break;
            case 2:
                File.Move(file, file + ".moved");
                break;
            case 3:
                File.Delete(file);
                File.CreateSymbolicLink(file, "elsewhere");
                break;
            default:
                Tree.Write(_work, $"g{round}/h{random.Next(5)}", "new");
                break;
        }
    }
}
