using Swarm.Core.Errors;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Maintenance;

public sealed class CheckTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public CheckTests()
    {
        _work = _test.Folder.Make("work");
        Tree.Write(_work, "a/random", Tree.RandomBytes(1, 3000));
        Tree.Write(_work, "text", new string('x', 3000));
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_store_with_every_kind_of_node_is_sound()
    {
        var first = _test.Commit(_work, certified: true);
        var fork = _test.Fork(first, "fork");
        var forkOfFork = _test.Fork(fork, "second");
        Tree.Write(_work, "more", "more");
        var child = _test.Commit(_work, forkOfFork, "second", certified: true);
        var root = _test.Commit(_work, label: "other");
        _test.Store.RemoveNodes([root]);
        _test.Store.RemoveNodes([fork]);

        var result = _test.Check();

        Assert.Empty(result.Problems);
        Assert.True(result.IsSound);
        Assert.Equal((3, 2, 7, 3), (result.Nodes, result.RemovedNodes, result.Heads, result.Packs));
        Assert.Equal(2, result.Snapshots);
        Assert.True(result.UnneededRecords > 0);
        Assert.True(result.Bytes > 3000);
        Assert.NotNull(child);
    }

    [Fact]
    public void Leftovers_are_told_and_are_no_problem()
    {
        _test.Commit(_work);
        Tree.Write(_test.Packs, "0123.tmp", "half");
        Tree.Write(_test.Packs, "00112233445566778899aabbccddeeff.pack", "orphan");
        Tree.Write(_test.Store.Layout.Nodes, "node-000000000000000000000000/node.json", "{}");
        Tree.Write(_test.Store.Layout.Nodes, "node-000000000000000000000001.abc.tmp/node.json", "{}");

        var result = _test.Check();

        Assert.True(result.IsSound);
        Assert.Equal(4, result.Leftovers.Count);
    }

    [Fact]
    public void Every_flipped_byte_of_a_pack_is_found_and_never_restored()
    {
        var node = _test.Commit(_work);
        var pack = _test.OnlyPack();
        var length = new FileInfo(pack).Length;
        for (var place = 0L; place < length; place += 37)
        {
            Damage.Flip(pack, place);
            Assert.NotEmpty(_test.Check().Problems);
            NeverWrong(node);
            Damage.Flip(pack, place);
        }

        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void A_pack_cut_short_or_missing_is_found()
    {
        var node = _test.Commit(_work);
        var pack = _test.OnlyPack();
        var bytes = File.ReadAllBytes(pack);
        foreach (var length in new[] { bytes.Length - 1, bytes.Length - 44, bytes.Length / 2, 24, 10, 0 })
        {
            _test.Reopen(() => File.WriteAllBytes(pack, bytes.AsSpan(0, length)));
            Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.Pack);
            NeverWrong(node);
        }

        _test.Reopen(() => File.Delete(pack));
        Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.Pack && problem.Detail.Contains("cannot be opened", StringComparison.Ordinal));
        Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Restore(node)).ErrorCode);
    }

    [Fact]
    public void A_flipped_byte_of_the_catalog_is_found_or_changes_nothing()
    {
        var node = _test.Commit(_work, certified: true);
        _test.Fork(node, "fork");
        var catalog = _test.Store.Layout.Catalog;
        var sound = File.ReadAllBytes(catalog);
        var expected = string.Join('\n', _test.Nodes().Select(Meaning));
        for (var place = 0L; place < sound.Length; place += 1 + (place * 7 % 61))
        {
            if (sound[place] == 0 && place % 16 != 0)
            {
                continue;
            }

            var isFound = false;
            try
            {
                _test.Reopen(() =>
                {
                    File.WriteAllBytes(catalog, sound);
                    Damage.Flip(catalog, place);
                });
                isFound = _test.Check().Problems.Count > 0;
                if (!isFound)
                {
                    Assert.Equal(expected, string.Join('\n', _test.Nodes().Select(Meaning)));
                    NeverWrong(_test.Store.FindNode(node.NodeId)!);
                }
            }
            catch (SwarmException exception)
            {
                Assert.Contains(exception.ErrorCode, new[] { ErrorCode.StoreDamaged, ErrorCode.StoreVersionUnsupported, ErrorCode.StoreBusy, ErrorCode.StoreUnwritable });
            }

            _test.Store.Dispose();
        }

        _test.Reopen(() => File.WriteAllBytes(catalog, sound));
        Assert.Empty(_test.Check().Problems);

        // When a fork was made is in the head log to within the same second, and an ordinal matters to the next run alone.
        static string Meaning(NodeRecord node) => (node with { CreatedAt = string.Empty, ForkOrdinal = 0, Sequence = 0 }).ToString();
    }

    [Theory]
    [InlineData(NodeFiles.Certificate, StoreProblemKind.Certificate)]
    [InlineData(NodeFiles.Attestation, StoreProblemKind.Certificate)]
    [InlineData(NodeFiles.RunSpec, StoreProblemKind.Certificate)]
    [InlineData(NodeFiles.Node, StoreProblemKind.Document)]
    [InlineData(NodeFiles.NextTokens, StoreProblemKind.Capability)]
    public void A_damaged_or_missing_document_is_found(string name, StoreProblemKind kind)
    {
        var node = _test.Commit(_work, certified: true);
        var file = _test.Store.Layout.NodeFile(node.NodeId, name);
        var sound = File.ReadAllBytes(file);

        Damage.Flip(file, sound.Length / 2);
        Assert.Contains(_test.Check().Problems, problem => problem.Kind == kind && problem.Subject == node.NodeId);
        File.Delete(file);
        Assert.Contains(_test.Check().Problems, problem => problem.Kind == kind && problem.Subject == node.NodeId);
        File.WriteAllBytes(file, sound);
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void Capabilities_of_another_node_are_found()
    {
        var node = _test.Commit(_work);
        var other = _test.Commit(_work);
        File.Copy(_test.Store.Layout.NodeFile(other.NodeId, NodeFiles.NextTokens), _test.Store.Layout.NodeFile(node.NodeId, NodeFiles.NextTokens), overwrite: true);

        Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.Capability && problem.Subject == node.NodeId);
        Assert.Equal(ErrorCode.CapabilityInvalid, Assert.Throws<SwarmException>(() => _test.Restore(node)).ErrorCode);
    }

    [Fact]
    public void A_head_log_that_was_altered_or_ran_ahead_is_found_and_one_that_lags_is_not_a_problem()
    {
        var node = _test.Commit(_work);
        _test.Fork(node, "fork");
        var file = _test.Store.Layout.Heads;
        var lines = File.ReadAllLines(file);

        File.WriteAllText(file, lines[0] + "\n");
        Assert.Empty(_test.Check().Problems);
        File.WriteAllText(file, lines[0] + "\n" + lines[1][..20]);
        Assert.Empty(_test.Check().Problems);
        File.WriteAllText(file, lines[0].Replace('a', 'b') + "\n" + lines[1] + "\n");
        Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.HeadLog);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        Assert.Empty(_test.Check().Problems);

        var rolledBack = File.ReadAllBytes(_test.Store.Layout.Catalog);
        _test.Fork(node, "later");
        _test.Reopen(() => File.WriteAllBytes(_test.Store.Layout.Catalog, rolledBack));
        Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.HeadLog && problem.Detail.Contains("rolled back", StringComparison.Ordinal));
    }

    [Fact]
    public void A_whole_node_that_an_older_copy_of_catalog_and_head_log_lacks_is_found_and_one_that_was_never_committed_is_no_problem()
    {
        _test.Commit(_work);
        var layout = _test.Store.Layout;
        var (catalog, heads) = (File.ReadAllBytes(layout.Catalog), File.ReadAllBytes(layout.Heads));
        var later = _test.Commit(_work, label: "later");
        Assert.Empty(Directory.GetFiles(layout.NodeFolder(later.NodeId), "uncommitted"));
        _test.Reopen(() =>
        {
            File.WriteAllBytes(layout.Catalog, catalog);
            File.WriteAllBytes(layout.Heads, heads);
        });
        Assert.Contains(_test.Check().Problems, problem => problem.Subject == later.NodeId && problem.Detail.Contains("older copy", StringComparison.Ordinal));

        // As a kill between the documents and the commit leaves it.
        File.WriteAllBytes(layout.NodeFile(later.NodeId, "uncommitted"), []);
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void Progress_comes_to_all_bytes()
    {
        Tree.Write(_work, "large", Tree.RandomBytes(3, 12 << 20));
        _test.Commit(_work);
        var seen = new Seen();

        var result = StoreChecker.Check(_test.Store, [], seen, CancellationToken.None);

        Assert.True(seen.Reports.Count >= 3);
        Assert.Equal(result.Bytes, seen.Reports.Max(report => report.DoneBytes));
        Assert.All(seen.Reports, report => Assert.InRange(report.DoneBytes, 0, report.TotalBytes));
    }

    private void NeverWrong(NodeRecord node)
    {
        try
        {
            var restored = _test.Restore(node);
            Assert.Equal(Tree.Describe(_work), Tree.Describe(restored));
        }
        catch (SwarmException exception)
        {
            Assert.Contains(exception.ErrorCode, new[] { ErrorCode.StoreDamaged, ErrorCode.RestoreFailed, ErrorCode.CapabilityInvalid });
        }
    }

    private sealed class Seen : IProgress<MaintenanceProgress>
    {
        public List<MaintenanceProgress> Reports { get; } = [];

        public void Report(MaintenanceProgress value)
        {
            lock (Reports)
            {
                Reports.Add(value);
            }
        }
    }
}
