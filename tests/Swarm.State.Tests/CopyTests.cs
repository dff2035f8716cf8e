using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;
using Swarm.State.Checking;
using Swarm.State.Comparison;
using static Swarm.State.Tests.Folder;

namespace Swarm.State.Tests;

public sealed class CopyTests : IDisposable
{
    private static readonly StateCheckOptions Impatient = new() { BusyTimeout = TimeSpan.FromMilliseconds(150) };

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("DELETE")]
    [InlineData("WAL")]
    public void A_database_at_rest_is_copied_and_left_as_it_was(string mode)
    {
        var source = _folder.CreateThousandRows("source.db");
        using (var connection = Open(source))
            Execute(connection, $"PRAGMA journal_mode={mode};");
        var before = _folder.Record();

        StateDatabase.CopyConsistent(source, _folder["copy.db"]);

        Assert.Equal(["copy.db", "source.db"], _folder.Names);
        Assert.Equal(before["source.db"], _folder.Record()["source.db"]);
        Assert.True(StateComparer.Compare(source, _folder["copy.db"]).IsSame);
        Assert.Equal(mode, Scalar(_folder["copy.db"], "PRAGMA journal_mode")?.ToString(), ignoreCase: true);
    }

    [Fact]
    public void A_live_database_is_copied_with_what_is_in_its_log()
    {
        var source = _folder.CreateThousandRows("source.db");
        using var connection = Open(source);
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; DELETE FROM item WHERE id > 250;");
        Execute(connection, "BEGIN; DELETE FROM item WHERE id > 10;");

        StateDatabase.CopyConsistent(source, _folder["copy.db"]);

        Execute(connection, "ROLLBACK");
        Assert.Equal(250L, Scalar(_folder["copy.db"], "SELECT count(*) FROM item"));
        Assert.Equal("wal", Scalar(_folder["copy.db"], "PRAGMA journal_mode"));
        Assert.DoesNotContain(_folder.Names, name => name.StartsWith("copy.db-", StringComparison.Ordinal));
        Assert.True(File.Exists(source + "-wal"));
    }

    [Fact]
    public void An_abandoned_log_is_read_and_stays()
    {
        var source = _folder.CreateAbandonedLog("source.db");
        var before = _folder.Record();

        StateDatabase.CopyConsistent(source, _folder["copy.db"]);

        Assert.Equal(600L, Scalar(_folder["copy.db"], "SELECT count(*) FROM item"));
        Assert.Equal(before["source.db"], _folder.Record()["source.db"]);
        Assert.Equal(before["source.db-wal"], _folder.Record()["source.db-wal"]);
    }

    [Fact]
    public async Task Copies_made_while_a_writer_works_are_each_of_one_moment()
    {
        var source = _folder.Create("source.db", "PRAGMA journal_mode=WAL; CREATE TABLE pair (side TEXT PRIMARY KEY, value INTEGER); "
            + "INSERT INTO pair VALUES ('left', 0), ('right', 0);");
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                using var connection = Open(source);
                while (!stop.IsCancellationRequested)
                    Execute(connection, "UPDATE pair SET value = value + 1");
            },
            TestContext.Current.CancellationToken);

        for (var round = 0; round < 10; round++)
        {
            var copy = _folder[$"copy{round}.db"];
            StateDatabase.CopyConsistent(source, copy);
            Assert.Equal(1L, Scalar(copy, "SELECT count(DISTINCT value) FROM pair"));
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void A_locked_source_is_busy_and_leaves_nothing()
    {
        var source = _folder.CreateThousandRows("source.db");
        using var other = new OtherProcess(source, "BEGIN EXCLUSIVE;");

        AssertCode(ErrorCode.StateBusy, () => StateDatabase.CopyConsistent(source, _folder["copy.db"], Impatient));
        Assert.Equal(["source.db"], _folder.Names);
    }

    [Fact]
    public void A_hot_journal_is_not_rolled_back_on_the_users_behalf()
    {
        var source = _folder.CreateHotJournal("source.db");
        var before = _folder.Record();

        StateDatabase.CopyConsistent(source, _folder["copy.db"], Impatient);

        // It is rolled back in the copy alone.
        File.Delete(_folder["copy.db"]);
        Assert.Equal(before, _folder.Record());
    }

    [Fact]
    public void What_cannot_be_copied_is_refused_and_leaves_nothing()
    {
        var sound = _folder.CreateThousandRows("sound.db");
        File.WriteAllText(_folder["text.db"], new string('x', 5000));
        var bytes = File.ReadAllBytes(sound);
        bytes.AsSpan(8192, 4096).Fill(0x5A);
        File.WriteAllBytes(_folder["damaged.db"], bytes);
        Directory.CreateDirectory(_folder["folder.db"]);
        var names = _folder.Names.ToList();

        AssertCode(ErrorCode.PathInvalid, () => StateDatabase.CopyConsistent(_folder["nothing.db"], _folder["copy.db"]));
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.CopyConsistent(_folder["text.db"], _folder["copy.db"]));
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.CopyConsistent(_folder["damaged.db"], _folder["copy.db"]));
        AssertCode(ErrorCode.StateInvalid, () => StateDatabase.CopyConsistent(_folder["folder.db"], _folder["copy.db"]));
        AssertCode(ErrorCode.PathInvalid, () => StateDatabase.CopyConsistent(sound, _folder["text.db"]));
        AssertCode(ErrorCode.PathInvalid, () => StateDatabase.CopyConsistent(sound, _folder["no/such/copy.db"]));
        Assert.Equal(names, _folder.Names);
    }

    [Fact]
    public void A_link_to_a_users_database_is_followed_and_an_empty_one_stays_empty()
    {
        File.CreateSymbolicLink(_folder["link.db"], _folder.CreateThousandRows("source.db"));
        File.WriteAllBytes(_folder["empty.db"], []);

        StateDatabase.CopyConsistent(_folder["link.db"], _folder["copy.db"]);
        StateDatabase.CopyConsistent(_folder["empty.db"], _folder["nothing.db"]);

        Assert.Equal(1000L, Scalar(_folder["copy.db"], "SELECT count(*) FROM item"));
        Assert.Equal(0, new FileInfo(_folder["nothing.db"]).Length);
    }

    [Fact]
    public void A_cancelled_copy_leaves_nothing()
    {
        var source = _folder.CreateThousandRows("source.db");

        Assert.ThrowsAny<OperationCanceledException>(
            () => StateDatabase.CopyConsistent(source, _folder["copy.db"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal(["source.db"], _folder.Names);
    }

    [Fact]
    public void A_connection_of_the_user_works_on_after_a_copy()
    {
        var source = _folder.CreateThousandRows("source.db");
        using var connection = Open(source);
        StateDatabase.CopyConsistent(source, _folder["copy.db"]);
        Execute(connection, "DELETE FROM item");
        using var command = new SqliteCommand("SELECT count(*) FROM item", connection);
        Assert.Equal(0L, command.ExecuteScalar());
    }
}
