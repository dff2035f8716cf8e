using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Locks;
using Swarm.Core.Randomness;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Maintenance;

public sealed class OptimizeTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public OptimizeTests() => _work = _test.Folder.Make("work");

    public void Dispose() => _test.Dispose();

    [Fact]
    public void What_only_removed_nodes_needed_is_dropped_and_the_rest_restores()
    {
        Tree.Write(_work, "shared", Tree.RandomBytes(1, 2 << 20));
        var kept = _test.Commit(_work);
        var expected = Tree.Describe(_work);
        Tree.Write(_work, "own", Tree.RandomBytes(2, 3 << 20));
        var removed = _test.Commit(_work, kept);
        _test.Store.RemoveNodes([removed]);
        var before = PackBytes();

        var foreseen = _test.Optimize(dryRun: true);
        Assert.Equal(before, PackBytes());
        var result = _test.Optimize();

        Assert.Equal(foreseen with { IsDryRun = false }, result);
        Assert.Equal((1, 0), (result.DroppedPacks, result.RepackedPacks));
        Assert.Equal(before - PackBytes(), result.DroppedBytes);
        Assert.Equal(PackBytes(), result.BytesAfter);
        Assert.InRange(result.DroppedBytes, 3 << 20, 4 << 20);
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(0, _test.Check().UnneededRecords);
        Assert.Equal(expected, Tree.Describe(_test.Restore(kept)));
        Assert.Equal(0, _test.Optimize().DroppedBytes);
    }

    [Fact]
    public void Packs_that_are_mostly_waste_are_written_anew()
    {
        Tree.Write(_work, "shared", Tree.RandomBytes(1, 300_000));
        Tree.Write(_work, "own", Tree.RandomBytes(2, 900_000));
        var removed = _test.Commit(_work);
        File.Delete(Path.Combine(_work, "own"));
        var kept = _test.Commit(_work, removed);
        _test.Store.RemoveNodes([removed]);
        var before = PackBytes();

        var foreseen = _test.Optimize(dryRun: true);
        var result = _test.Optimize();

        Assert.Equal((1, 1), (result.DroppedPacks, result.RepackedPacks));
        Assert.Equal(foreseen with { IsDryRun = false }, result);
        Assert.Equal(before - PackBytes(), result.DroppedBytes);
        Assert.InRange(result.DroppedBytes, 900_000, 1_000_000);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(kept)));
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void A_fork_keeps_what_its_removed_parent_had()
    {
        Tree.Write(_work, "file", Tree.RandomBytes(1, 100_000));
        var parent = _test.Commit(_work);
        var fork = _test.Fork(parent, "fork");
        _test.Store.RemoveNodes([parent]);

        Assert.Equal(0, _test.Optimize().DroppedBytes);

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(fork)));
        _test.Store.RemoveNodes([fork]);
        Assert.True(_test.Optimize().DroppedBytes > 100_000);
        Assert.Empty(Directory.GetFiles(_test.Packs));
        Assert.Empty(_test.Check().Problems);
        Assert.False(File.Exists(_test.Store.Layout.NodeFile(parent.NodeId, NodeFiles.NextTokens)));
        Assert.True(File.Exists(_test.Store.Layout.NodeFile(parent.NodeId, NodeFiles.Node)));
    }

    [Fact]
    public void Leftovers_are_removed()
    {
        var removed = _test.Commit(_work);
        var tokens = _test.Store.Layout.NodeFile(removed.NodeId, NodeFiles.NextTokens);
        var secret = File.ReadAllBytes(tokens);
        _test.Store.RemoveNodes([removed]);
        File.WriteAllBytes(tokens, secret);
        Tree.Write(_test.Packs, "0123.tmp", "half");
        Tree.Write(_test.Packs, "00112233445566778899aabbccddeeff.pack", "orphan");
        Tree.Write(_test.Store.Layout.Nodes, "node-000000000000000000000000/node.json", "{}");
        Tree.Write(_test.Store.Layout.Folder, "store.json.abc.tmp", "half");
        Tree.Write(_test.Store.Layout.Locks, "sweep.0.holder", "{\"process\":" + Encoding.UTF8.GetString((ProcessIdentity.Current with { ProcessId = 999999999 }).Serialize()) + ",\"purpose\":\"x\",\"since\":\"x\"}");

        var result = _test.Optimize();

        Assert.Equal(6, result.DroppedLeftovers);
        Assert.False(File.Exists(tokens));
        Assert.Empty(_test.Check().Leftovers);
        Assert.Empty(Directory.GetFiles(_test.Packs));
    }

    [Fact]
    public void Nothing_is_dropped_from_a_damaged_store()
    {
        Tree.Write(_work, "file", "content");
        var kept = _test.Commit(_work);
        var removed = _test.Commit(_work);
        _test.Store.RemoveNodes([removed]);
        File.Delete(_test.Store.Layout.NodeFile(kept.NodeId, NodeFiles.NextTokens));
        var before = Directory.GetFiles(_test.Packs).Length;

        Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Optimize()).ErrorCode);
        Assert.Equal(before, Directory.GetFiles(_test.Packs).Length);
    }

    [Fact]
    public void An_end_between_any_two_steps_loses_nothing()
    {
        Tree.Write(_work, "shared", Tree.RandomBytes(1, 30_000));
        Tree.Write(_work, "own", Tree.RandomBytes(2, 90_000));
        var removed = _test.Commit(_work);
        File.Delete(Path.Combine(_work, "own"));
        var kept = _test.Commit(_work, removed);
        _test.Store.RemoveNodes([removed]);
        var packs = Directory.GetFiles(_test.Packs).ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal);
        var catalog = File.ReadAllBytes(_test.Store.Layout.Catalog);
        _test.Optimize();
        var newPacks = Directory.GetFiles(_test.Packs).Except(packs.Keys, StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllBytes, StringComparer.Ordinal);

        // The new packs were durable and the catalog did not know them yet.
        _test.Reopen(() =>
        {
            Write(packs);
            File.WriteAllBytes(_test.Store.Layout.Catalog, catalog);
        });
        Sound(kept);
        _test.Optimize();
        Sound(kept);

        // The catalog had forgotten the old packs and they stood there still.
        _test.Reopen(() =>
        {
            Write(packs);
            Write(newPacks);
        });
        Sound(kept);
        _test.Optimize();
        Sound(kept);
    }

    [Fact]
    public void A_commit_that_builds_on_swept_chunks_is_refused()
    {
        Tree.Write(_work, "file", Tree.RandomBytes(1, 50_000));
        var parent = _test.Commit(_work);
        var (folder, restored) = _test.Restore(_test.Store, parent);
        _test.Store.RemoveNodes([parent]);
        _test.Optimize();

        using var writer = _test.Store.BeginSnapshot(RandomSource.System);
        writer.Capture(new CaptureRequest { WorkspaceFolder = folder, Restored = restored, UntouchedBeforeNanoseconds = long.MaxValue }, CancellationToken.None);
        var commit = _test.Prepare(writer, parent: null, "main", certified: false, deterministic: false);

        var refused = Assert.Throws<SwarmException>(() => _test.Store.Commit(commit));
        Assert.Equal(ErrorCode.StoreBusy, refused.ErrorCode);
        Assert.Null(_test.Store.FindNode(commit.Node.NodeId));
        Assert.False(Directory.Exists(_test.Store.Layout.NodeFolder(commit.Node.NodeId)));
    }

    private void Sound(NodeRecord node)
    {
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
    }

    private static void Write(Dictionary<string, byte[]> files)
    {
        foreach (var (file, content) in files)
        {
            File.WriteAllBytes(file, content);
        }
    }

    private long PackBytes() => Directory.GetFiles(_test.Packs).Sum(file => new FileInfo(file).Length);
}
