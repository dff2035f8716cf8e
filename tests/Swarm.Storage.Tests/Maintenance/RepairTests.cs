using System.Buffers.Binary;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Storage.Locks;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Stores;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Maintenance;

public sealed class RepairTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public RepairTests()
    {
        _work = _test.Folder.Make("work");
        Tree.Fill(_work, seed: 21, files: 15);
        Tree.Write(_work, "large", Tree.RandomBytes(1, 3 << 20));
        Tree.Write(_work, "app.db", [.. "SQLite format 3\0"u8, .. Tree.RandomBytes(2, 600_000)]);
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData("missing"), InlineData("empty"), InlineData("garbage"), InlineData("half"), InlineData("sound")]
    public void A_lost_catalog_is_rebuilt_with_every_node_fork_label_removal_and_run(string damage)
    {
        var (first, _) = MakeTree();
        var before = _test.Nodes();
        var runs = _test.Store.ListRuns();
        var catalog = _test.Store.Layout.Catalog;
        _test.Store.Dispose();
        Harm(catalog, damage);

        if (damage is not "sound")
        {
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Open()).ErrorCode);
        }

        var result = RepairClosed();

        Assert.Empty(result.Missing);
        Assert.Equal(before, _test.Nodes());
        Assert.Equal(runs, _test.Store.ListRuns());
        Assert.Equal((before.Count, 2, runs.Count), (result.Nodes, result.Forks, result.Runs));
        Assert.Equal(damage is not "missing", result.CatalogBackup is not null && File.Exists(result.CatalogBackup));
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(first)));
        Assert.Equal(["careful", "main", "other"], _test.Store.ListLabels());
        Assert.Equal(2, _test.Commit(_work, _test.Store.FindNode(before[^1].NodeId), "main").RatchetStep + 1 - before[^1].RatchetStep);
    }

    [Fact]
    public void Runs_without_a_node_survive_where_the_old_catalog_can_be_read()
    {
        _test.Commit(_work, certified: true);
        var failed = new RunRecord { RunId = "run-000000000000000000000000", Operation = Operations.Launch, Label = "x", ParentNodeId = null, Status = RunStatus.Failed, StartedAt = "2026-01-01T00:00:00Z" };
        _test.Store.PutRun(failed);

        _test.Repair();

        Assert.Equal(failed, _test.Store.FindRun(failed.RunId));
    }

    [Fact]
    public void A_store_that_is_sound_stays_as_it_is()
    {
        MakeTree();
        var before = _test.Nodes();
        var packs = Directory.GetFiles(_test.Packs).Order(StringComparer.Ordinal).ToArray();

        var result = _test.Repair();

        Assert.Empty(result.Missing);
        Assert.Equal(0, result.MendedRecords);
        Assert.Equal(before, _test.Nodes());
        Assert.Equal(packs, Directory.GetFiles(_test.Packs).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFiles(_test.Store.Layout.Folder, "catalog.sqlite*").Count(file => !file.EndsWith("-journal", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_process_that_had_the_old_catalog_open_writes_nothing_to_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody rename an open catalog.");
        var node = _test.Commit(_work);
        using var other = _test.Open();
        _test.Repair();

        var refused = Assert.Throws<SwarmException>(() => other.RemoveNodes([node]));

        Assert.Equal(ErrorCode.StoreBusy, refused.ErrorCode);
        Assert.Contains("repaired", refused.Message, StringComparison.Ordinal);
        Assert.False(_test.Store.FindNode(node.NodeId)!.IsRemoved);
        Assert.Empty(_test.Check().Problems);
    }

    [Theory]
    [InlineData("flip"), InlineData("cut"), InlineData("gone"), InlineData("header")]
    public void Damaged_packs_are_mended_from_a_copy_of_the_store(string damage)
    {
        var (first, second) = MakeTree();
        var copy = CopyStore();
        var description = Tree.Describe(_work, withTimes: true);
        HarmPacks(damage);
        Assert.NotEmpty(_test.Check().Problems);

        using var other = _test.OpenAt(copy);
        var result = _test.Repair(stores: [other]);

        Assert.Empty(result.Missing);
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(description, Tree.Describe(_test.Restore(first), withTimes: true));
        Assert.NotEmpty(Directory.GetFiles(_test.Restore(second)));
    }

    [Theory]
    [InlineData("flip"), InlineData("cut"), InlineData("gone"), InlineData("header")]
    public void Damaged_packs_are_mended_from_a_bundle(string damage)
    {
        var node = _test.Commit(_work, certified: true);
        var bundle = _test.Export(node);
        HarmPacks(damage);
        Assert.NotEmpty(_test.Check().Problems);

        var result = _test.Repair(bundles: [bundle]);

        Assert.Empty(result.Missing);
        Assert.True(result.MendedRecords > 0);
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void Content_is_mended_from_another_store_of_the_same_operator()
    {
        var node = _test.Commit(_work);
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        other.Commit(_work);
        FlipData();

        var result = _test.Repair(stores: [other.Store]);

        Assert.Empty(result.Missing);
        Assert.Equal(1, result.MendedRecords);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
    }

    [Fact]
    public void What_nobody_has_stays_missing_and_is_told_and_the_rest_works()
    {
        var damaged = _test.Commit(_work);
        var small = _test.Folder.Make("small");
        Tree.Write(small, "file", "other content");
        var sound = _test.Commit(small);
        var large = Directory.GetFiles(_test.Packs).MaxBy(file => new FileInfo(file).Length)!;
        _test.Reopen(() => File.Delete(large));

        var result = _test.Repair();

        Assert.NotEmpty(result.Missing);
        Assert.All(result.Missing, problem => Assert.Contains(damaged.NodeId, problem.Subject, StringComparison.Ordinal));
        Assert.Equal(Tree.Describe(small), Tree.Describe(_test.Restore(sound)));
        Assert.Throws<SwarmException>(() => _test.Restore(damaged));
    }

    [Fact]
    public void A_bundle_that_is_damaged_or_foreign_is_told_and_harms_nothing()
    {
        var node = _test.Commit(_work);
        var bundle = _test.Export(node);
        Damage.Flip(bundle, 400_000);
        FlipData();

        var result = _test.Repair(bundles: [bundle, _test.Folder["none.age"]]);

        Assert.Equal(2, result.Notes.Count(note => note.Contains("Nothing was taken", StringComparison.Ordinal)));
        Assert.True(_test.Repair(bundles: [_test.Folder["none.age"]]).Missing.Count >= result.Missing.Count);
    }

    [Fact]
    public void Lost_documents_come_back_from_a_copy()
    {
        var node = _test.Commit(_work, certified: true);
        var other = _test.Commit(_work, node, certified: true);
        var copy = CopyStore();
        TreeRemoval.Remove(_test.Store.Layout.NodeFolder(node.NodeId));
        Damage.Flip(_test.Store.Layout.NodeFile(other.NodeId, NodeFiles.Certificate), 40);
        File.Delete(_test.Store.Layout.NodeFile(other.NodeId, NodeFiles.NextTokens));
        using var source = _test.OpenAt(copy);

        Assert.Empty(_test.Repair(stores: [source]).Missing);

        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(other)));
    }

    /// <summary>A result that was altered says something else of its run: the catalog's row follows the document that comes back.</summary>
    [Theory]
    [InlineData("\"exit_code\":0", "\"exit_code\":7"), InlineData("\"run_id\":\"run-", "\"run_id\":\"run-0"), InlineData("\"status\":\"succeeded\"", "\"status\":\"timed_out\"")]
    public void The_row_of_a_run_follows_the_document_that_comes_back(string sound, string altered)
    {
        var node = _test.Commit(_work, certified: true);
        var runs = _test.Store.ListRuns();
        var copy = CopyStore();
        var file = _test.Store.Layout.NodeFile(node.NodeId, NodeFiles.Result);
        var text = File.ReadAllText(file);
        Assert.Contains(sound, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(sound, altered, StringComparison.Ordinal));
        using var source = _test.OpenAt(copy);

        Assert.Empty(_test.Repair(stores: [source]).Missing);

        Assert.Empty(_test.Check().Problems);
        Assert.Equal(runs, _test.Store.ListRuns());
    }

    [Fact]
    public void A_fork_that_an_older_catalog_and_head_log_lack_comes_back_from_a_copy()
    {
        var node = _test.Commit(_work, certified: true);
        var (catalog, heads) = (File.ReadAllBytes(_test.Store.Layout.Catalog), File.ReadAllBytes(_test.Store.Layout.Heads));
        _test.Fork(node, "fork");
        _test.Commit(_work, node, certified: true);
        var before = _test.Nodes();
        var copy = CopyStore();
        _test.Reopen(() =>
        {
            File.WriteAllBytes(_test.Store.Layout.Catalog, catalog);
            File.WriteAllBytes(_test.Store.Layout.Heads, heads);
        });
        using var source = _test.OpenAt(copy);

        Assert.Empty(_test.Repair(stores: [source]).Missing);

        Assert.Equal(before, _test.Nodes());
        Assert.Empty(_test.Check().Problems);
    }

    /// <summary>The frame of a record may end within the next one, or at the end of a later one, before the walk shows that it is wrong.</summary>
    [Theory]
    [InlineData(0, 40), InlineData(0, -40), InlineData(0, 300), InlineData(0, 344), InlineData(1, 40), InlineData(1, -40), InlineData(2, 20)]
    public void Records_that_a_wrong_length_hides_are_kept(int index, int change)
    {
        var both = _test.Folder.Make("both");
        Tree.Write(both, "a", Tree.RandomBytes(5, 100));
        Tree.Write(both, "b", Tree.RandomBytes(6, 272));
        Tree.Write(both, "c", Tree.RandomBytes(7, 120));
        _test.Commit(both);
        var pack = _test.OnlyPack();
        NodeRecord[] nodes = [.. new[] { "a", "b", "c" }.Select(name =>
        {
            var one = _test.Folder.Make("only-" + name);
            File.Copy(Path.Combine(both, name), Path.Combine(one, name));
            return _test.Commit(one);
        })];
        _test.Reopen(() => ChangeLength(pack, index, change));
        Assert.NotEmpty(_test.Check().Problems);
        var whole = nodes.Where(IsWhole).ToArray();
        Assert.Equal(2, whole.Length);

        _test.Repair();

        Assert.All(whole, node => Assert.True(IsWhole(node)));
    }

    [Fact]
    public void A_lost_node_is_told_and_its_forks_with_it()
    {
        var node = _test.Commit(_work, certified: true);
        _test.Fork(node, "fork");
        TreeRemoval.Remove(_test.Store.Layout.NodeFolder(node.NodeId));

        var result = _test.Repair();

        Assert.Equal(0, result.Nodes);
        Assert.Contains(result.Missing, problem => problem.Subject == node.NodeId && problem.Kind == StoreProblemKind.HeadLog);
    }

    [Theory]
    [InlineData("missing"), InlineData("cut"), InlineData("altered")]
    public void A_damaged_copy_of_the_head_log_is_written_anew_from_the_catalog(string damage)
    {
        MakeTree();
        var before = File.ReadAllText(_test.Store.Layout.Heads);
        HarmHeads(damage);

        Assert.Empty(_test.Repair().Missing);

        Assert.Equal(before, File.ReadAllText(_test.Store.Layout.Heads));
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void Nodes_are_found_without_any_log()
    {
        var node = _test.Commit(_work, certified: true);
        var child = _test.Commit(_work, node, certified: true);
        _test.Fork(node, "lost");
        _test.Store.Dispose();
        File.Delete(_test.Store.Layout.Heads);
        File.Delete(_test.Store.Layout.Catalog);

        var result = RepairClosed();

        Assert.Empty(result.Missing);
        Assert.Equal([node.NodeId, child.NodeId], _test.Store.ListNodes().Select(item => item.NodeId));
        Assert.Equal(2, result.Notes.Count);
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(child)));
    }

    [Fact]
    public void A_catalog_that_was_rolled_back_takes_up_what_came_after()
    {
        var node = _test.Commit(_work, certified: true);
        var old = File.ReadAllBytes(_test.Store.Layout.Catalog);
        var child = _test.Commit(_work, node, certified: true);
        var fork = _test.Fork(child, "fork");
        _test.Reopen(() => File.WriteAllBytes(_test.Store.Layout.Catalog, old));
        Assert.NotEmpty(_test.Check().Problems);

        Assert.Empty(_test.Repair().Missing);

        Assert.Equal(["main", "main", "fork"], _test.Store.ListNodes().Select(item => item.Label));
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(fork)));
    }

    [Fact]
    public void A_store_without_its_description_or_of_others_is_refused()
    {
        _test.Store.Dispose();
        var stranger = new Operator(_test.Folder["stranger"]);
        var repair = new StoreRepair { Root = _test.Root, Clock = Clocks.Machine, Patience = new LockPatience(TimeSpan.Zero), Random = Core.Randomness.RandomSource.System };
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => StoreRepairer.Repair(repair, stranger.OpenKeys(), null, CancellationToken.None)).ErrorCode);
        Assert.Equal(ErrorCode.StoreNotFound, Assert.Throws<SwarmException>(
            () => StoreRepairer.Repair(repair with { Root = _test.Folder["nowhere"] }, _test.Operator.OpenKeys(), null, CancellationToken.None)).ErrorCode);
    }

    private (NodeRecord First, NodeRecord Last) MakeTree()
    {
        var first = _test.Commit(_work, certified: true);
        var fork = _test.Fork(first, "careful");
        var removed = _test.Commit(_work, first, certified: true);
        var second = _test.Fork(fork, "careful");
        _test.Store.RemoveNodes([removed]);
        var small = _test.Folder.Make("small");
        Tree.Write(small, "file", "other content");
        var root = _test.Commit(small, label: "other", certified: true);
        _test.Commit(small, second, "main", certified: true);
        return (first, root);
    }

    private bool IsWhole(NodeRecord node)
    {
        try
        {
            return _test.Restore(node) is not null;
        }
        catch (SwarmException)
        {
            return false;
        }
    }

    /// <summary>Changes what the header of a record says of its sealed part (docs/store-format.md, "Packs").</summary>
    private static void ChangeLength(string pack, int index, int change)
    {
        var bytes = File.ReadAllBytes(pack);
        var place = 24;
        for (; index > 0; index--)
        {
            place += 44 + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(place + 8));
        }

        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(place + 8), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(place + 8)) + change);
        File.WriteAllBytes(pack, bytes);
    }

    private string CopyStore()
    {
        var copy = _test.Folder["copy"];
        _test.Reopen(() => Damage.Copy(_test.Root, copy));
        return copy;
    }

    private StoreRepairResult RepairClosed() => _test.Repair();

    private void HarmPacks(string damage)
    {
        var pack = Directory.GetFiles(_test.Packs).MaxBy(file => new FileInfo(file).Length)!;
        var length = new FileInfo(pack).Length;
        _test.Reopen(() =>
        {
            switch (damage)
            {
                case "flip":
                    Damage.Flip(pack, length / 3);
                    Damage.Flip(pack, length - 200);
                    break;
                case "cut":
                    Damage.Cut(pack, length / 2);
                    break;
                case "header":
                    Damage.Flip(pack, 24 + 4);
                    break;
                default:
                    File.Delete(pack);
                    break;
            }
        });
    }

    /// <summary>Harms one chunk of the large file, which fills most of the pack.</summary>
    private void FlipData() => _test.Reopen(() => Damage.Flip(_test.OnlyPack(), new FileInfo(_test.OnlyPack()).Length / 2));

    private void HarmHeads(string damage)
    {
        var file = _test.Store.Layout.Heads;
        switch (damage)
        {
            case "missing":
                File.Delete(file);
                break;
            case "cut":
                Damage.Cut(file, new FileInfo(file).Length / 2);
                break;
            default:
                Damage.Flip(file, 600);
                break;
        }
    }

    private static void Harm(string catalog, string damage)
    {
        switch (damage)
        {
            case "missing":
                File.Delete(catalog);
                break;
            case "empty":
                File.WriteAllBytes(catalog, []);
                break;
            case "garbage":
                File.WriteAllBytes(catalog, Tree.RandomBytes(1, 50_000));
                break;
            case "half":
                Damage.Cut(catalog, 512);
                break;
            default:
                break;
        }
    }
}
