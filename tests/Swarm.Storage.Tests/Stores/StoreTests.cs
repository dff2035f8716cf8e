using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Heads;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Stores;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Stores;

public sealed class StoreTests : IDisposable
{
    private readonly TestStore _test = new(patience: TimeSpan.FromSeconds(30));
    private readonly string _work;

    public StoreTests()
    {
        _work = _test.Folder.Make("work");
        Tree.Write(_work, "file", "content");
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void A_second_store_in_one_place_is_refused()
    {
        using var keys = _test.Operator.OpenKeys();
        Assert.Equal(ErrorCode.PathInvalid, Assert.Throws<SwarmException>(() => Store.Create(_test.Root, keys, RandomSource.System, Clocks.Machine)).ErrorCode);
    }

    [Fact]
    public void A_store_of_a_newer_version_is_refused_before_anything_else()
    {
        _test.Store.Dispose();
        var file = _test.Store.Layout.Document;
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"format_version\":2", "\"format_version\":3,\"new_member\":true", StringComparison.Ordinal));

        var refused = Assert.Throws<SwarmException>(() => _test.Open());

        Assert.Equal(ErrorCode.StoreVersionUnsupported, refused.ErrorCode);
        Assert.Contains("Update-PSResource Swarm", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_from_before_the_first_release_is_refused()
    {
        _test.Store.Dispose();
        var file = _test.Store.Layout.Document;
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"format_version\":2", "\"format_version\":1", StringComparison.Ordinal));

        var refused = Assert.Throws<SwarmException>(() => _test.Open());

        Assert.Equal(ErrorCode.StoreVersionUnsupported, refused.ErrorCode);
        Assert.DoesNotContain("Update", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"1\"")]
    [InlineData("\"2\"")]
    [InlineData("2.5")]
    [InlineData("1e400")]
    [InlineData("99999999999")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1}")]
    public void A_store_whose_version_is_no_number_is_damaged(string version)
    {
        _test.Store.Dispose();
        var file = _test.Store.Layout.Document;
        var text = File.ReadAllText(file);
        File.WriteAllText(file, text.Replace("\"format_version\":2", $"\"format_version\":{version}", StringComparison.Ordinal));

        var refused = Assert.Throws<SwarmException>(() => _test.Open());

        Assert.Equal(ErrorCode.StoreDamaged, refused.ErrorCode);
        Assert.Contains("store repair", refused.Message, StringComparison.Ordinal);
        File.WriteAllText(file, text);
        _test.Open().Dispose();
    }

    [Fact]
    public void A_document_that_somebody_made_huge_is_not_read_whole()
    {
        var node = _test.Commit(_work);
        foreach (var file in new[] { _test.Store.Layout.NodeFile(node.NodeId, NodeFiles.NextTokens), _test.Store.Layout.SignedDocument, _test.Store.Layout.Document })
        {
            var kept = File.Exists(file) ? File.ReadAllBytes(file) : null;
            using (var stream = new FileStream(file, FileMode.OpenOrCreate))
            {
                stream.SetLength(3L << 30);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(ErrorCode.StoreDamaged, Assert.Throws<SwarmException>(() => DocumentFile.Read(file)).ErrorCode);
            var refused = Record.Exception(() =>
            {
                using var store = _test.Open();
                store.OpenCapability(node, RatchetKind.State).Dispose();
            });
            Assert.True(refused is null or SwarmException { Code: "STORE_DAMAGED" }, refused?.ToString());
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
            if (kept is null)
            {
                File.Delete(file);
            }
            else
            {
                File.WriteAllBytes(file, kept);
            }
        }
    }

    [Fact]
    public void A_store_of_somebody_else_is_refused()
    {
        var stranger = new Operator(_test.Folder["stranger"]);
        using var keys = stranger.OpenKeys();
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => Store.Open(_test.Root, keys, Clocks.Machine, new LockPatience(TimeSpan.Zero))).ErrorCode);
    }

    [Fact]
    public void Who_holds_the_store_is_named_after_a_bounded_wait()
    {
        using var impatient = _test.Open(TimeSpan.FromMilliseconds(200));
        using var sweeping = Held("sweep", exclusive: true);

        var refused = Assert.Throws<SwarmException>(() => impatient.BeginSnapshot(RandomSource.System));

        Assert.Equal(ErrorCode.StoreBusy, refused.ErrorCode);
        Assert.Contains(_test.Root, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_cancelled_waits_half_a_second_at_most_and_gets_what_comes_free_meanwhile()
    {
        using var cancellation = new CancellationTokenSource();
        var node = _test.Commit(_work);
        using var patient = _test.Open(TimeSpan.FromMinutes(10), cancellation.Token);
        using (Held("write", exclusive: true))
        {
            var removal = Task.Run(() => patient.RemoveNodes([node]), CancellationToken.None);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removal.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        patient.RemoveNodes([node]);
        Assert.True(_test.Store.FindNode(node.NodeId)!.IsRemoved);
    }

    [Fact]
    public void Another_process_keeps_writers_out_and_its_end_lets_them_in()
    {
        Tool.Require("flock", "sleep");
        var lockFile = Path.Combine(_test.Store.Layout.Locks, "write.lock");
        var node = _test.Commit(_work);
        using var impatient = _test.Open(TimeSpan.FromMilliseconds(300));
        using var holder = new OtherProcess("flock", "--exclusive", lockFile, "sleep", "600");
        Wait(() => Assert.Throws<SwarmException>(() => impatient.RemoveNodes([node])).ErrorCode == ErrorCode.StoreBusy);

        holder.Dispose();
        impatient.RemoveNodes([node]);

        Assert.True(_test.Store.FindNode(node.NodeId)!.IsRemoved);
    }

    [Fact]
    public void A_reader_in_another_process_keeps_sweeps_out_and_lets_readers_in()
    {
        Tool.Require("flock", "sleep");
        var node = _test.Commit(_work);
        _test.Reopen();
        using var impatient = _test.Open(TimeSpan.FromMilliseconds(300));
        using var holder = new OtherProcess("flock", "--shared", Path.Combine(_test.Store.Layout.Locks, "sweep.lock"), "sleep", "600");
        Wait(() => ThrowsBusy(() => Swarm.Storage.Maintenance.StoreOptimizer.Optimize(impatient, false, RandomSource.System, null, CancellationToken.None)));

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(impatient, node).Folder));
    }

    [Fact]
    public void A_holder_in_this_process_is_named_with_what_it_does()
    {
        using var writer = _test.Store.BeginSnapshot(RandomSource.System);
        using var impatient = _test.Open(TimeSpan.FromMilliseconds(100));

        var refused = Assert.Throws<SwarmException>(() => Swarm.Storage.Maintenance.StoreOptimizer.Optimize(impatient, false, RandomSource.System, null, CancellationToken.None));

        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("write a snapshot", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_from_many_tasks_and_two_stores_lose_nothing()
    {
        using var second = _test.Open();
        var parent = _test.Commit(_work);
        var tasks = Enumerable.Range(0, 24).Select(index => Task.Run(() =>
        {
            var store = index % 2 == 0 ? _test.Store : second;
            var folder = _test.Folder.Make($"work-{index}");
            Tree.Write(folder, "own", Tree.RandomBytes(index, 20_000));
            Tree.Write(folder, "shared", Tree.RandomBytes(99, 20_000));
            if (index % 6 == 5)
            {
                return store.AddFork(parent.NodeId, "fork", ordinal => parent with
                {
                    NodeId = Core.Identifiers.Identifier.Create(Core.Identifiers.Identifier.NodePrefix, RandomSource.System),
                    ParentNodeId = parent.NodeId,
                    Operation = Core.Contracts.Operations.Fork,
                    Label = "fork",
                    ForkOrdinal = ordinal,
                });
            }

            using var writer = store.BeginSnapshot(RandomSource.System);
            writer.Capture(new CaptureRequest { WorkspaceFolder = folder }, CancellationToken.None);
            var commit = _test.Prepare(writer, parent: null, $"label-{index}", certified: index % 3 == 0, deterministic: false);
            store.Commit(commit);
            return commit.Node;
        })).ToArray();
        var nodes = await Task.WhenAll(tasks);

        Assert.Equal(nodes.Select(node => node.NodeId).Append(parent.NodeId).Order(StringComparer.Ordinal), _test.Store.ListNodes().Select(node => node.NodeId).Order(StringComparer.Ordinal));
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(nodes.Length + 1, HeadLog.Verify(_test.Store.Heads.Envelopes, [_test.Operator.Public.VerificationKey]).Count);
        Assert.Equal([0, 1, 2, 3], nodes.Where(node => node.Label == "fork").Select(node => node.ForkOrdinal).Order());
        Assert.Empty(Directory.GetFiles(_test.Store.Layout.Locks, "*.holder"));
    }

    [Fact]
    public void Of_two_commits_of_one_node_the_second_is_refused_and_the_first_stays_whole()
    {
        using var second = _test.Open();
        using var writer = _test.Store.BeginSnapshot(RandomSource.System);
        using var otherWriter = second.BeginSnapshot(RandomSource.System);
        writer.Capture(new CaptureRequest { WorkspaceFolder = _work }, CancellationToken.None);
        otherWriter.Capture(new CaptureRequest { WorkspaceFolder = _work }, CancellationToken.None);
        var commit = _test.Prepare(writer, null, "main", certified: true, deterministic: false);
        var twin = _test.Prepare(otherWriter, null, "main", certified: true, deterministic: false, commit.Node.NodeId);
        _test.Store.Commit(commit);

        var refused = Assert.Throws<SwarmException>(() => second.Commit(twin));

        Assert.Equal(ErrorCode.StoreBusy, refused.ErrorCode);
        Assert.Contains(commit.Node.NodeId, refused.Message, StringComparison.Ordinal);
        writer.Dispose();
        otherWriter.Dispose();
        Assert.Empty(_test.Check().Problems);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Store.FindNode(commit.Node.NodeId)!)));
    }

    [Fact]
    public void A_fork_of_a_removed_node_is_refused()
    {
        var node = _test.Commit(_work);
        _test.Store.RemoveNodes([node]);
        Assert.Equal(ErrorCode.NodeNotFound, Assert.Throws<SwarmException>(() => _test.Fork(node, "late")).ErrorCode);
    }

    [Fact]
    public void A_commit_stands_although_the_copy_of_the_log_cannot_be_written()
    {
        File.Delete(_test.Store.Layout.Heads);
        Directory.CreateDirectory(_test.Store.Layout.Heads);

        var node = _test.Commit(_work, certified: true);

        Directory.Delete(_test.Store.Layout.Heads);
        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
        _test.Fork(node, "next");
        Assert.Equal(2, File.ReadAllLines(_test.Store.Layout.Heads).Length);
        Assert.Empty(_test.Check().Problems);
    }

    [Fact]
    public void A_store_on_a_read_only_mount_is_read_and_says_so_when_written()
    {
        Tool.Require("unshare", "mount", "flock");
        var node = _test.Commit(_work);
        Assert.NotNull(node);
        using var folder = new TemporaryFolder();
        var mounted = Tool.Run("mount", null, "--bind", _test.Root, folder.Path);
        Assert.SkipWhen(mounted.ExitCode != 0, $"Nothing may be mounted here: {mounted.Error.Trim()}");
        try
        {
            Assert.SkipWhen(Tool.Run("mount", null, "-o", "remount,bind,ro", folder.Path).ExitCode != 0, "Nothing may be mounted read-only here.");
            using var store = _test.OpenAt(folder.Path);
            Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(store, node).Folder));
            Assert.Empty(Swarm.Storage.Maintenance.StoreChecker.Check(store, [], null, CancellationToken.None).Problems);
            var refused = Assert.Throws<SwarmException>(() => store.RemoveNodes([node]));
            Assert.Equal(ErrorCode.StoreUnwritable, refused.ErrorCode);
            Assert.Contains("read-only", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Tool.Run("umount", null, folder.Path);
        }
    }

    private FileStream Held(string name, bool exclusive) => new(
        Path.Combine(_test.Store.Layout.Locks, name + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, exclusive ? FileShare.None : FileShare.ReadWrite);

    private static bool ThrowsBusy(Action action)
    {
        try
        {
            action();
            return false;
        }
        catch (SwarmException exception)
        {
            return exception.ErrorCode == ErrorCode.StoreBusy;
        }
    }

    /// <summary>The other process takes its time to start.</summary>
    private static void Wait(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(() => TryCheck(condition), TimeSpan.FromSeconds(10)));

    private static bool TryCheck(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (Xunit.Sdk.XunitException)
        {
            return false;
        }
    }
}
