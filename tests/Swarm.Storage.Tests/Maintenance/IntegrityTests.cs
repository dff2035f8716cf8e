using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Storage.Maintenance;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Maintenance;

/// <summary>A damaged store is only ever mended: nothing is created over it, dropped from it or added to it.</summary>
public sealed class IntegrityTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public IntegrityTests()
    {
        _work = _test.Folder.Make("work");
        Tree.Write(_work, "file", Tree.RandomBytes(1, 5000));
    }

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false), InlineData(true)]
    public void An_older_catalog_loses_no_node(bool withHeads)
    {
        var first = _test.Commit(_work, certified: true);
        var (catalog, heads) = (File.ReadAllBytes(_test.Store.Layout.Catalog), File.ReadAllBytes(_test.Store.Layout.Heads));
        Tree.Write(_work, "more", "more");
        var newest = _test.Commit(_work, first, certified: true);
        _test.Reopen(() =>
        {
            File.WriteAllBytes(_test.Store.Layout.Catalog, catalog);
            if (withHeads)
            {
                File.WriteAllBytes(_test.Store.Layout.Heads, heads);
            }
        });

        Assert.Contains(_test.Check().Problems, problem => problem.Kind == StoreProblemKind.HeadLog);
        var refused = Assert.Throws<SwarmException>(() => _test.Optimize());
        Assert.Equal(ErrorCode.StoreDamaged, refused.ErrorCode);
        Assert.Contains("store repair", refused.Message, StringComparison.Ordinal);
        if (!withHeads)
        {
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Fork(first, "hides")).ErrorCode);
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Store.RemoveNodes([first])).ErrorCode);
        }

        Assert.Empty(_test.Repair().Missing);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Store.FindNode(newest.NodeId)!)));
        _test.Optimize();
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void A_catalog_from_before_an_optimisation_keeps_its_new_packs()
    {
        Tree.Write(_work, "own", Tree.RandomBytes(2, 90_000));
        var removed = _test.Commit(_work);
        File.Delete(Path.Combine(_work, "own"));
        var kept = _test.Commit(_work, removed);
        _test.Store.RemoveNodes([removed]);
        var catalog = File.ReadAllBytes(_test.Store.Layout.Catalog);
        _test.Optimize();
        _test.Reopen(() => File.WriteAllBytes(_test.Store.Layout.Catalog, catalog));

        Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Optimize()).ErrorCode);
        Assert.Empty(_test.Repair().Missing);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Store.FindNode(kept.NodeId)!)));
    }

    [Fact]
    public void Nothing_is_created_over_what_is_left_of_a_store()
    {
        var node = _test.Commit(_work, certified: true);
        _test.Store.Dispose();
        File.Delete(_test.Store.Layout.Document);

        var refused = Create();
        Assert.Equal(ErrorCode.StoreDamaged, refused!.ErrorCode);
        Assert.Contains("store repair", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StorePresence.Remains, _test.Store.Layout.Look());
        foreach (var part in new[] { "catalog.sqlite", "heads.jsonl", "packs", "nodes" })
        {
            var alone = _test.Folder.Make("alone-" + part);
            var from = Path.Combine(_test.Root, ".swarm", part);
            var to = Path.Combine(alone, ".swarm", part);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (File.Exists(from))
            {
                File.Copy(from, to);
            }
            else
            {
                Damage.Copy(from, to);
            }

            using var keys = _test.Operator.OpenKeys();
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => Store.Create(alone, keys, RandomSource.System, Clocks.Machine)).ErrorCode);
        }

        Assert.Empty(_test.Repair().Missing);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));

        SwarmException? Create()
        {
            using var keys = _test.Operator.OpenKeys();
            return Record.Exception(() => Store.Create(_test.Root, keys, RandomSource.System, Clocks.Machine)) as SwarmException;
        }
    }

    [Fact]
    public void A_store_whose_making_was_cut_short_can_be_made()
    {
        using var keys = _test.Operator.OpenKeys();
        var root = _test.Folder.Make("cut-short");
        Store.Create(root, keys, RandomSource.System, Clocks.Machine);
        File.Delete(new StoreLayout(root).Document);
        Assert.Equal(StorePresence.None, new StoreLayout(root).Look());
        Store.Create(root, keys, RandomSource.System, Clocks.Machine);
        File.Delete(new StoreLayout(root).Document);
        File.WriteAllBytes(new StoreLayout(root).Catalog, []);
        Store.Create(root, keys, RandomSource.System, Clocks.Machine);
        _test.OpenAt(root).Dispose();
    }

    [Theory]
    [InlineData("gone"), InlineData("empty"), InlineData("flip"), InlineData("foreign"), InlineData("both gone"), InlineData("both of another store")]
    public void A_description_comes_back(string damage)
    {
        var node = _test.Commit(_work, certified: true);
        _test.Fork(node, "fork");
        using var other = new TestStore(_test.Folder, "other", _test.Operator);
        var layout = _test.Store.Layout;
        var before = File.ReadAllText(layout.Document);
        _test.Store.Dispose();
        switch (damage)
        {
            case "gone":
                File.Delete(layout.Document);
                break;
            case "empty":
                File.WriteAllText(layout.Document, string.Empty);
                break;
            case "flip":
                File.WriteAllText(layout.Document, before.Replace("sealed_secret\":\"-----BEGIN AGE ENCRYPTED FILE-----\\nY", "sealed_secret\":\"-----BEGIN AGE ENCRYPTED FILE-----\\nX", StringComparison.Ordinal));
                break;
            case "foreign":
                File.Copy(other.Store.Layout.Document, layout.Document, overwrite: true);
                break;
            case "both gone":
                File.Delete(layout.Document);
                File.Delete(layout.SignedDocument);
                break;
            default:
                File.Copy(other.Store.Layout.Document, layout.Document, overwrite: true);
                File.Copy(other.Store.Layout.SignedDocument, layout.SignedDocument, overwrite: true);
                break;
        }

        var result = _test.Repair();

        Assert.Empty(result.Missing);
        Assert.Contains(result.Notes, note => note.Contains("store.json", StringComparison.Ordinal));
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
        Assert.Equal(damage.StartsWith("both", StringComparison.Ordinal), before != File.ReadAllText(layout.Document));
        _test.Store.RequireReady(node);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Commit(_work, node))));
        Assert.Equal(3, _test.Store.Heads.Envelopes.Count);
    }

    [Fact]
    public void A_strangers_store_without_its_description_is_not_taken_over()
    {
        _test.Commit(_work, certified: true);
        _test.Store.Dispose();
        File.Delete(_test.Store.Layout.Document);
        var stranger = new Operator(_test.Folder["stranger"]);
        var repair = new StoreRepair { Root = _test.Root, Clock = Clocks.Machine, Patience = new Locks.LockPatience(TimeSpan.Zero), Random = RandomSource.System };

        var refused = Assert.Throws<SwarmException>(() => StoreRepairer.Repair(repair, stranger.OpenKeys(), null, CancellationToken.None));

        Assert.Equal(ErrorCode.KeyInvalid, refused.ErrorCode);
        Assert.Contains("key import", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_test.Store.Layout.Document));
    }

    [Fact]
    public void The_certificate_goes_before_a_node_document_that_nothing_signs()
    {
        var node = _test.Commit(_work, certified: true);
        var file = _test.Store.Layout.NodeFile(node.NodeId, NodeFiles.Node);
        var sound = File.ReadAllText(file);
        _test.Store.Dispose();
        File.WriteAllText(file, sound.Replace(node.StateId, node.StateId[..^1] + (node.StateId[^1] == '0' ? '1' : '0'), StringComparison.Ordinal));
        File.Delete(_test.Store.Layout.Catalog);

        Assert.Empty(_test.Repair().Missing);

        Assert.Equal(sound, File.ReadAllText(file));
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Store.FindNode(node.NodeId)!)));
    }

    [Fact]
    public void A_good_document_is_never_replaced_by_a_copys_bad_one()
    {
        var node = _test.Commit(_work, certified: true);
        var copy = _test.Folder["copy"];
        _test.Reopen(() => Damage.Copy(_test.Root, copy));
        var bad = new StoreLayout(copy).NodeFile(node.NodeId, NodeFiles.NextTokens);
        File.WriteAllText(bad, File.ReadAllText(bad).Replace("ratchet_step\":0", "ratchet_step\":1", StringComparison.Ordinal));
        Damage.Flip(_test.Store.Layout.NodeFile(node.NodeId, NodeFiles.Certificate), 60);
        using var other = _test.OpenAt(copy);

        Assert.Empty(_test.Repair(stores: [other]).Missing);

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
    }

    [Fact]
    public void Two_damaged_copies_of_the_head_log_make_one_whole()
    {
        var node = _test.Commit(_work, certified: true);
        _test.Fork(node, "one");
        _test.Fork(node, "two");
        var before = _test.Nodes();
        var lines = File.ReadAllLines(_test.Store.Layout.Heads);
        _test.Reopen(() =>
        {
            File.WriteAllText(_test.Store.Layout.Heads, $"{lines[0]}\nnonsense\n{lines[2]}\n");
            ExecuteSql("UPDATE head SET envelope = x'00' WHERE sequence = 3");
        });
        Assert.NotEmpty(_test.Check().Problems);

        Assert.Empty(_test.Repair().Missing);

        Assert.Equal(before, _test.Nodes());
        Assert.Equal(lines, File.ReadAllLines(_test.Store.Layout.Heads));
    }

    [Fact]
    public void A_record_that_the_catalog_does_not_place_is_named_whichever_it_is()
    {
        var node = _test.Commit(_work);
        var sound = File.ReadAllBytes(_test.Store.Layout.Catalog);
        var count = (int)_test.Check().Records;
        Assert.True(count > 1);
        for (var index = 0; index < count; index++)
        {
            _test.Reopen(() =>
            {
                File.WriteAllBytes(_test.Store.Layout.Catalog, sound);
                ExecuteSql($"DELETE FROM record WHERE id = (SELECT id FROM record ORDER BY offset LIMIT 1 OFFSET {index})");
            });
            Assert.NotEmpty(_test.Check().Problems);
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Optimize()).ErrorCode);
            Assert.Empty(_test.Repair().Missing);
            Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
        }
    }

    [Fact]
    public void Chunks_of_a_missing_pack_are_stored_again()
    {
        var lost = _test.Commit(_work);
        _test.Reopen(() => File.Delete(_test.OnlyPack()));

        var again = _test.Commit(_work);

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(again)));
        Assert.Throws<SwarmException>(() => _test.Restore(lost));
    }

    [Theory]
    [InlineData("secret"), InlineData("head"), InlineData("certificate"), InlineData("key")]
    public void What_a_run_depends_on_is_looked_at_before_it(string damage)
    {
        var node = _test.Commit(_work, certified: true);
        _test.Store.RequireReady(node);
        _test.Reopen(() =>
        {
            switch (damage)
            {
                case "secret":
                    var text = File.ReadAllText(_test.Store.Layout.Document);
                    var place = text.IndexOf("sealed_secret", StringComparison.Ordinal) + 200;
                    File.WriteAllText(_test.Store.Layout.Document, text.Remove(place, 1).Insert(place, text[place] == 'A' ? "B" : "A"));
                    break;
                case "head":
                    ExecuteSql("UPDATE head SET sequence = 7");
                    break;
                case "key":
                    var secret = Directory.GetFiles(_test.Folder["keys"], "secret.json", SearchOption.AllDirectories).Single();
                    var json = File.ReadAllText(secret);
                    var at = json.IndexOf("ed25519-secret:", StringComparison.Ordinal) + 20;
                    File.WriteAllText(secret, json.Remove(at, 1).Insert(at, json[at] == 'A' ? "B" : "A"), new UTF8Encoding(false));
                    break;
                default:
                    Damage.Flip(_test.Store.Layout.NodeFile(node.NodeId, NodeFiles.Certificate), 60);
                    break;
            }
        });

        Assert.NotEmpty(_test.Check().Problems);
        var refused = Assert.Throws<SwarmException>(() => _test.Store.RequireReady(node));
        Assert.Equal(damage == "key" ? ErrorCode.KeyInvalid : ErrorCode.StoreDamaged, refused.ErrorCode);
    }

    /// <summary>Whatever page of a small catalog is damaged, a step is not run in vain.</summary>
    [Fact]
    public void A_damaged_page_of_the_catalog_is_found_before_a_run()
    {
        var node = _test.Commit(_work, certified: true);
        _test.Fork(node, "fork");
        var catalog = _test.Store.Layout.Catalog;
        var sound = File.ReadAllBytes(catalog);
        var pages = sound.Length / 4096;
        Assert.InRange(pages, 8, 64);
        for (var page = 0; page < pages; page++)
        {
            var bytes = (byte[])sound.Clone();
            bytes.AsSpan(page * 4096, 4096).Clear();
            _test.Reopen(() => File.WriteAllBytes(catalog, page == 0 ? sound : bytes));
            if (page > 0)
            {
                Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => _test.Store.RequireReady(node)).ErrorCode);
            }
        }
    }

    private void ExecuteSql(string sql)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_test.Store.Layout.Catalog};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
