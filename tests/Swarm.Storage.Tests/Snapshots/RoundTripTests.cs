using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.Storage.Manifests;
using Swarm.Storage.Snapshots;
using Swarm.Storage.Tests.Support;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Tests.Snapshots;

public sealed class RoundTripTests : IDisposable
{
    private readonly TestStore _test = new();
    private readonly string _work;

    public RoundTripTests() => _work = _test.Folder.Make("work");

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Modes_times_links_and_empty_folders_come_back()
    {
        Tree.Write(_work, "script.sh", "#!/bin/sh\n");
        Tree.Write(_work, "deep/er/secret.txt", "secret");
        Directory.CreateDirectory(Path.Combine(_work, "empty/inside"));
        File.CreateSymbolicLink(Path.Combine(_work, "deep/link"), "er/secret.txt");
        File.CreateSymbolicLink(Path.Combine(_work, "dangling"), "nowhere");
        Directory.CreateSymbolicLink(Path.Combine(_work, "folder-link"), "deep");
        Tree.SetMode(Path.Combine(_work, "script.sh"), 0b111_101_101);
        Tree.SetMode(Path.Combine(_work, "deep/er/secret.txt"), 0b100_000_000);
        Tree.SetMode(Path.Combine(_work, "empty"), 0b111_000_000);

        File.SetLastWriteTimeUtc(Path.Combine(_work, "script.sh"), new DateTime(1969, 7, 20, 20, 17, 40, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(Path.Combine(_work, "deep/er/secret.txt"), new DateTime(2001, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc));
        Directory.SetLastWriteTimeUtc(Path.Combine(_work, "empty"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var restored = _test.Restore(_test.Commit(_work));

        Assert.Equal(Tree.Describe(_work, withTimes: true), Tree.Describe(restored, withTimes: true));
    }

    [Fact]
    public void Odd_and_unicode_names_come_back()
    {
        string[] everywhere = ["space in it", "-dash", "ünïcödé", "日本語", "emoji-🐝", "\uE000-private", "quote'", new string('n', 200)];
        string[] elsewhere = ["quote\"", "trailing.dot.", "new\nline", "CON", "a:b", "back\\slash", new string('n', 255)];
        foreach (var name in OperatingSystem.IsWindows() ? everywhere : everywhere.Concat(elsewhere))
        {
            Tree.Write(_work, "names/" + name, name);
        }

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(_test.Commit(_work))));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(127), InlineData(128)]
    [InlineData(32 * 1024 - 1), InlineData(32 * 1024), InlineData(32 * 1024 + 1)]
    [InlineData(64 * 1024 - 1), InlineData(64 * 1024), InlineData(64 * 1024 + 1)]
    [InlineData(256 * 1024), InlineData(1024 * 1024 - 1), InlineData(1024 * 1024), InlineData(1024 * 1024 + 1)]
    [InlineData(4 * 1024 * 1024 - 1), InlineData(4 * 1024 * 1024), InlineData(4 * 1024 * 1024 + 1), InlineData(9 * 1024 * 1024 + 7)]
    public void Every_size_comes_back(int size)
    {
        Tree.Write(_work, "random", Tree.RandomBytes(size, size));
        Tree.Write(_work, "zeros", new byte[size]);
        byte[] database = [.. "SQLite format 3\0"u8, .. Tree.RandomBytes(size, size)];
        Tree.Write(_work, "database", database.AsSpan(0, size));

        var node = _test.Commit(_work, state: Path.Combine(_work, "database"));
        var (folder, _) = _test.Restore(_test.Store, node);

        Assert.Equal(Tree.Describe(_work), Tree.Describe(folder));
        Assert.Equal(database.AsSpan(0, size).ToArray(), File.ReadAllBytes(folder + ".sqlite"));
        Assert.Empty(Check().Problems);
    }

    [Fact]
    public void A_snapshot_of_nothing_comes_back()
    {
        var restored = _test.Restore(_test.Commit(_work));
        Assert.Empty(Directory.EnumerateFileSystemEntries(restored));
    }

    [Fact]
    public void A_long_database_uses_list_parts_and_comes_back()
    {
        byte[] database = [.. "SQLite format 3\0"u8, .. Tree.RandomBytes(1, 6 * 1024 * 1024)];
        Tree.Write(_work, "app.db", database);

        var node = _test.Commit(_work);
        var entry = Assert.Single(_test.ReadManifest(node).Entries);

        Assert.Equal(ContentBlocks(database.Length), entry.Chunks.Count);
        Assert.NotEmpty(entry.ListParts);
        Assert.Equal(database, File.ReadAllBytes(Path.Combine(_test.Restore(node), "app.db")));
        Assert.Empty(Check().Problems);
    }

    [Fact]
    public void Log_and_response_travel_with_the_node_and_not_in_its_root()
    {
        Tree.Write(_work, "file", "content");
        Tree.Write(_test.Folder.Path, "log", "a log");
        Tree.Write(_test.Folder.Path, "response", "a response");
        using var writer = _test.Store.BeginSnapshot(Core.Randomness.RandomSource.System);
        var with = writer.Capture(
            new CaptureRequest { WorkspaceFolder = _work, LogFile = _test.Folder["log"], ResponseFile = _test.Folder["response"] }, CancellationToken.None);
        var without = writer.Capture(new CaptureRequest { WorkspaceFolder = _work }, CancellationToken.None);

        Assert.Equal(without.ContentRoot, with.ContentRoot);
        Assert.Equal("a log".Length, with.Manifest.Log!.Size);
        Assert.Equal("a response".Length, with.Manifest.Response!.Size);
    }

    [Fact]
    public void A_store_is_left_out_wherever_it_stands()
    {
        Tree.Write(_work, ".swarm/store.json", "{}");
        Tree.Write(_work, "inner/.swarm/packs/x", "x");
        Tree.Write(_work, "inner/home/.swarm/keys/default/signing.key", "x");
        Tree.Write(_work, "inner/y", "y");
        Tree.Write(_work, ".swarmignore", "*.log\n");
        Tree.Write(_work, "noise.log", "noise");

        var paths = _test.ReadManifest(_test.Commit(_work)).Entries.Select(entry => entry.Path);

        Assert.Equal(["workspace/.swarmignore", "workspace/inner", "workspace/inner/home", "workspace/inner/y"], paths);
    }

    [Fact]
    public void A_folder_with_the_name_of_a_store_comes_back()
    {
        Tree.Write(_work, ".swarm/memory.md", "what an agent remembers");
        Tree.Write(_work, "sub/.swarm/y", "1");
        using var other = new TestStore(_test.Folder, "other", _test.Operator);

        var node = _test.Commit(_work);
        var imported = Import(other, node);

        Assert.Equal(Tree.Describe(_work), Tree.Describe(_test.Restore(node)));
        Assert.Equal(Tree.Describe(_work), Tree.Describe(other.Restore(imported)));
    }

    private Nodes.NodeRecord Import(TestStore other, Nodes.NodeRecord node) => Storage.Bundles.BundleImporter.Import(
        other.Store, new Storage.Bundles.BundleImport { Path = _test.Export(node) }, Core.Randomness.RandomSource.System, Clocks.Machine, CancellationToken.None);

    [Fact]
    public void Special_files_are_told_and_left_out()
    {
        Tool.Require("mkfifo");
        Tool.Run("mkfifo", _work, "pipe");
        Tree.Write(_work, "file", "content");

        var (capture, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work });

        Assert.Equal(["pipe"], capture.Refused.Select(refused => refused.Path));
        Assert.Equal(["workspace/file"], _test.ReadManifest(node).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public void The_largest_files_beyond_a_limit_are_left_out()
    {
        Tree.Write(_work, "small", new byte[100]);
        Tree.Write(_work, "large", new byte[5000]);
        Tree.Write(_work, "larger", new byte[6000]);

        var (capture, node, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work, LimitBytes = 5200 });

        Assert.Equal(["larger"], capture.OverLimit);
        Assert.Equal(["workspace/large", "workspace/small"], _test.ReadManifest(node).Entries.Select(entry => entry.Path));
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_refused()
    {
        Tree.Write(_work, "growing", new byte[8 << 20]);
        using var ended = new CancellationTokenSource();
        var started = new TaskCompletionSource();

        // A thread of its own, under way before the capture: on a busy machine a task may begin only after it.
        var writer = Task.Factory.StartNew(() =>
        {
            using var stream = new FileStream(Path.Combine(_work, "growing"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            while (!ended.IsCancellationRequested)
            {
                stream.Write(new byte[1000]);
                stream.Flush();
                started.TrySetResult();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await started.Task;
        try
        {
            // A capture during which the writer got no turn, or waited for the disk, read a file that did not change, and rightly succeeds.
            var (refusal, packs) = ((Exception?)null, Array.Empty<string>());
            for (var watch = Stopwatch.StartNew(); refusal is null && watch.Elapsed < TimeSpan.FromMinutes(2);)
            {
                packs = Directory.GetFiles(_test.Packs);
                refusal = Record.Exception(() => _test.Commit(_work));
            }

            var refused = Assert.IsType<SwarmException>(refusal);
            Assert.Equal(ErrorCode.WorkspaceChanged, refused.ErrorCode);
            Assert.Contains("workspace/growing", refused.Message, StringComparison.Ordinal);
            Assert.Equal(packs.Order(StringComparer.Ordinal), Directory.GetFiles(_test.Packs).Order(StringComparer.Ordinal));
        }
        finally
        {
            await ended.CancelAsync();
            await writer;
        }
    }

    [Fact]
    public void Restoring_never_writes_over_or_through_what_is_there()
    {
        Tree.Write(_work, "a/file", "content");
        var node = _test.Commit(_work);
        var outside = _test.Folder.Make("outside");
        var target = _test.Folder.Make("target");
        Directory.CreateDirectory(Path.Combine(target, "a"));
        File.CreateSymbolicLink(Path.Combine(target, "a/file"), Path.Combine(outside, "victim"));

        var refused = Assert.Throws<SwarmException>(() => _test.Store.Restore(_test.ReadManifest(node), target, null, CancellationToken.None));

        Assert.Equal(ErrorCode.RestoreFailed, refused.ErrorCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Fact]
    public void A_state_kept_from_the_parent_is_the_parents()
    {
        Tree.Write(_test.Folder.Path, "state", "SQLite format 3\0 and more");
        var (_, parent, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work, StateFile = _test.Folder["state"] });
        var entry = _test.ReadManifest(parent).Entries.Single(item => item.Path == ManifestEntry.StatePath);

        var (_, child, _) = _test.Commit(new CaptureRequest { WorkspaceFolder = _work, StateEntry = entry }, parent);

        var (folder, _) = _test.Restore(_test.Store, child);
        Assert.Equal(File.ReadAllBytes(_test.Folder["state"]), File.ReadAllBytes(folder + ".sqlite"));
        Assert.Equal(EntryKind.File, entry.Kind);
    }

    private static int ContentBlocks(int length) => (length + (32 * 1024) - 1) / (32 * 1024);

    private Swarm.Storage.Maintenance.StoreCheckResult Check() => Swarm.Storage.Maintenance.StoreChecker.Check(_test.Store, [], null, CancellationToken.None);
}
