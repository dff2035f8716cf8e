using System.Diagnostics;
using Swarm.Core.Errors;
using Swarm.State.Checking;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class CheckTests : IDisposable
{
    private static readonly StateCheckOptions Impatient = new() { BusyTimeout = TimeSpan.FromMilliseconds(150) };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_database_passes_and_keeps_its_bytes()
    {
        var path = _folder.CreateThousandRows("state.db");
        var before = _folder.Record();

        var check = StateDatabase.Check(path, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(new StateCheck(IsEmpty: false, new FileInfo(path).Length, Recovered: false), check);
        Assert.Equal(before, _folder.Record());
    }

    [Fact]
    public void An_absent_file_is_an_empty_state()
    {
        Assert.True(StateDatabase.Check(_folder["nothing.db"]).IsEmpty);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public void An_empty_database_is_made_and_is_an_empty_state()
    {
        StateDatabase.CreateEmpty(_folder["state.db"]);

        Assert.True(StateDatabase.Check(_folder["state.db"]).IsEmpty);
        Assert.Equal(0L, Scalar(_folder["state.db"], "SELECT count(*) FROM sqlite_master"));
        AssertCode(ErrorCode.PathInvalid, () => StateDatabase.CreateEmpty(_folder["state.db"]));
        AssertCode(ErrorCode.PathInvalid, () => StateDatabase.CreateEmpty(_folder["no/such/folder.db"]));
    }

    [Fact]
    public void Companions_of_an_empty_file_are_cleared_away()
    {
        foreach (var suffix in (string[])["", "-wal", "-journal", "-shm"])
            File.WriteAllText(_folder["state.db" + suffix], suffix);
        File.WriteAllBytes(_folder["state.db"], []);

        Assert.True(StateDatabase.Check(_folder["state.db"]).IsEmpty);
        Assert.Equal(["state.db"], _folder.Names);
    }

    [Fact]
    public void An_abandoned_write_ahead_log_is_taken_in()
    {
        var path = _folder.CreateAbandonedLog("state.db");

        var check = StateDatabase.Check(path);

        Assert.True(check.Recovered);
        Assert.DoesNotContain(_folder.Names, name => name.StartsWith("state.db-", StringComparison.Ordinal));
        Assert.Equal(2, File.ReadAllBytes(path)[18]);
        Assert.Equal(600L, Scalar(path, "SELECT count(*) FROM item"));
        Assert.Equal("wal", Scalar(path, "PRAGMA journal_mode"));
    }

    [Fact]
    public void A_log_with_a_forged_index_is_taken_in_all_the_same()
    {
        var path = _folder.CreateAbandonedLog("state.db");
        var index = File.ReadAllBytes(path + "-shm");
        Random.Shared.NextBytes(index);
        File.WriteAllBytes(path + "-shm", index);

        StateDatabase.Check(path);

        Assert.Equal(600L, Scalar(path, "SELECT count(*) FROM item"));
    }

    [Fact]
    public void A_hot_journal_is_rolled_back()
    {
        var path = _folder.CreateHotJournal("state.db");

        var check = StateDatabase.Check(path);

        Assert.True(check.Recovered);
        Assert.DoesNotContain(_folder.Names, name => name.StartsWith("state.db-", StringComparison.Ordinal));
        Assert.Equal(0L, Scalar(path, "SELECT count(*) FROM item WHERE name LIKE '%killed'"));
        Assert.Equal(1000L, Scalar(path, "SELECT count(*) FROM item"));
    }

    [Fact]
    public void A_journal_that_was_kept_after_its_transaction_is_removed()
    {
        var path = _folder["state.db"];
        using (var connection = Open(path))
            Execute(connection, "PRAGMA journal_mode=PERSIST; CREATE TABLE t (a); INSERT INTO t VALUES (1);");
        Assert.Contains("state.db-journal", _folder.Names);

        StateDatabase.Check(path);

        Assert.Equal(["state.db"], _folder.Names);
        Assert.Equal(1L, Scalar(path, "SELECT a FROM t"));
    }

    [Fact]
    public void A_journal_that_names_a_super_journal_is_refused_and_deletes_nothing()
    {
        var path = _folder.CreateHotJournal("state.db");
        File.WriteAllText(_folder["precious"], "kept");
        var name = System.Text.Encoding.UTF8.GetBytes(_folder["precious"]);
        using (var journal = new FileStream(path + "-journal", FileMode.Append))
        {
            journal.Write([0, 0, 0, 0]);
            journal.Write(name);
            var tail = new byte[16];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(tail, name.Length);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(tail.AsSpan(4), name.Sum(value => (sbyte)value));
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(tail.AsSpan(8), 0xd9d505f920a163d7);
            journal.Write(tail);
        }

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
        Assert.True(File.Exists(_folder["precious"]));
    }

    [Fact]
    public void What_is_not_SQLite_is_refused()
    {
        File.WriteAllText(_folder["short.db"], "hello");
        File.WriteAllText(_folder["long.db"], new string('x', 20_000));

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(_folder["short.db"]));
        var refusal = Assert.Throws<SwarmException>(() => StateDatabase.Check(_folder["long.db"]));
        Assert.Equal("STATE_INVALID", refusal.Code);
        Assert.Contains("not a SQLite database", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["long.db", "short.db"], _folder.Names);
    }

    [Fact]
    public void A_damaged_database_is_refused_with_what_was_found()
    {
        var path = _folder.CreateThousandRows("state.db");
        var bytes = File.ReadAllBytes(path);
        for (var offset = 4096 * 3; offset < 4096 * 4; offset++)
            bytes[offset] ^= 0xA5;
        File.WriteAllBytes(path, bytes);

        var refusal = Assert.Throws<SwarmException>(() => StateDatabase.Check(path));

        Assert.Equal("STATE_INVALID", refusal.Code);
        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("***", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_was_cut_short_is_refused()
    {
        var path = _folder.CreateThousandRows("state.db");
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length / 2);

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused_or_harmless_but_never_crashes()
    {
        var sound = File.ReadAllBytes(_folder.CreateThousandRows("sound.db"));
        var random = new Random(20240229);
        var path = _folder["state.db"];
        for (var round = 0; round < 200; round++)
        {
            var bytes = (byte[])sound.Clone();
            bytes[round < 100 ? random.Next(4096) : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            try
            {
                StateDatabase.Check(path);
                Inspection.StateInspector.Inspect(path);
            }
            catch (SwarmException refusal)
            {
                Assert.Equal("STATE_INVALID", refusal.Code);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-journal")]
    [InlineData("-shm")]
    public void Links_and_directories_are_refused_at_the_path_and_beside_it(string suffix)
    {
        var path = _folder.CreateThousandRows("state.db");
        var target = _folder.CreateThousandRows("target.db");
        File.Delete(path + suffix);

        File.CreateSymbolicLink(path + suffix, target);
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
        File.Delete(path + suffix);

        File.CreateSymbolicLink(path + suffix, _folder["nowhere"]);
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
        File.Delete(path + suffix);

        Directory.CreateDirectory(path + suffix);
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
        Assert.Equal(1000L, Scalar(target, "SELECT count(*) FROM item"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-journal")]
    public void A_FIFO_is_refused_without_waiting_for_it(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no FIFOs in folders");
        var path = _folder.CreateThousandRows("state.db");
        File.Delete(path + suffix);
        using (var make = Process.Start("mkfifo", [path + suffix]))
            make.WaitForExit();

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path));
    }

    [Fact]
    public void A_device_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no device files in folders");
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check("/dev/null"));
    }

    [Fact]
    public void A_folder_that_is_reached_through_a_link_is_the_callers_choice()
    {
        _folder.CreateThousandRows("state.db");
        var alias = _folder["alias"];
        Directory.CreateSymbolicLink(alias, Path.GetDirectoryName(alias)!);

        Assert.False(StateDatabase.Check(Path.Combine(alias, "state.db")).IsEmpty);
    }

    [Fact]
    public void A_file_larger_than_allowed_is_refused()
    {
        var path = _folder.CreateAbandonedLog("state.db");
        var size = new FileInfo(path).Length;

        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path, new StateCheckOptions { MaximumBytes = size - 1 }));
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.Check(path, new StateCheckOptions { MaximumBytes = 10 }));
    }

    [Theory]
    [InlineData("DELETE", "BEGIN EXCLUSIVE;")]
    [InlineData("DELETE", "BEGIN IMMEDIATE;")]
    [InlineData("WAL", "BEGIN IMMEDIATE;")]
    [InlineData("WAL", "SELECT count(*) FROM item;")]
    public void A_database_that_another_process_holds_is_busy(string mode, string sql)
    {
        var path = _folder.CreateThousandRows("state.db");
        using (var connection = Open(path))
            Execute(connection, $"PRAGMA journal_mode={mode};");
        using (var other = new OtherProcess(path, sql))
        {
            var clock = Stopwatch.StartNew();
            AssertCode(ErrorCode.StateBusy, () => StateDatabase.Check(path, Impatient));
            Assert.InRange(clock.Elapsed.TotalSeconds, 0.1, 5);
        }

        Assert.False(StateDatabase.Check(path).IsEmpty);
        Assert.Equal(["state.db"], _folder.Names);
    }

    [Fact]
    public async Task A_database_that_is_let_go_in_time_passes()
    {
        var path = _folder.CreateThousandRows("state.db");
        using var other = new OtherProcess(path, "BEGIN EXCLUSIVE;");
        var check = StateDatabase.CheckAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(check.IsCompleted);

        other.Run("COMMIT;");

        Assert.False((await check).IsEmpty);
    }

    [Fact]
    public void What_a_killed_process_left_is_recovered()
    {
        var path = _folder.CreateThousandRows("state.db");
        using (var other = new OtherProcess(path, "PRAGMA cache_size=2; BEGIN; UPDATE item SET name = name || ' and much more of it';"))
            other.Kill();
        Assert.Contains("state.db-journal", _folder.Names);

        Assert.True(StateDatabase.Check(path).Recovered);
        Assert.Equal(0L, Scalar(path, "SELECT count(*) FROM item WHERE name LIKE '%more of it'"));
    }

    [Fact]
    public void A_cancelled_wait_ends_at_once()
    {
        var path = _folder.CreateThousandRows("state.db");
        using var other = new OtherProcess(path, "BEGIN EXCLUSIVE;");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var clock = Stopwatch.StartNew();

        Assert.ThrowsAny<OperationCanceledException>(() => StateDatabase.Check(path, cancellationToken: cancellation.Token));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_file_that_cannot_be_written_passes_where_nothing_has_to_be_taken_in()
    {
        var path = _folder.CreateThousandRows("state.db");
        File.SetAttributes(path, FileAttributes.ReadOnly);

        Assert.False(StateDatabase.Check(path).IsEmpty);

        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void Odd_names_are_only_names()
    {
        var path = _folder.CreateThousandRows("a #? %41&mode=memory 'ü.db");

        Assert.False(StateDatabase.Check(path).IsEmpty);
        Assert.Equal(1000, Inspection.StateInspector.Inspect(path).Tables.Single().Rows);
    }
}
