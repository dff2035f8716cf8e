using System.Text;
using SQLitePCL;
using Swarm.Core.Errors;

namespace Swarm.State.Connections;

/// <summary>One SQLite connection that trusts nothing in the file. For one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private const int NoFollow = 0x01000000;
    private const string Utf8Collation = "swarm_utf8";
    private const int OperationsBetweenLooks = 1000;

    private readonly sqlite3 _handle;
    private readonly string _name;
    private readonly Deadline _deadline;
    private readonly Lazy<bool> _isUtf8;
    private readonly Lazy<string> _textCollation;
    private Func<int, string, SwarmException?>? _explanation;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle, string name, Deadline deadline)
    {
        _handle = handle;
        _name = name;
        _deadline = deadline;
        _isUtf8 = new Lazy<bool>(() => ReadText("PRAGMA encoding") == "UTF-8", LazyThreadSafetyMode.None);
        _textCollation = new Lazy<string>(() => IsUtf8 ? "BINARY" : AddUtf8Collation(), LazyThreadSafetyMode.None);
    }

    /// <summary>Whether text is stored as UTF-8, and so can be read where it lies.</summary>
    internal bool IsUtf8 => _isUtf8.Value;

    /// <summary>The collation that orders text by its UTF-8 bytes.</summary>
    internal string TextCollation => _textCollation.Value;

    internal bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") == 1;

    internal sqlite3 Handle => _handle;

    /// <summary>Opens a database.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="mode">How it is opened.</param>
    /// <param name="deadline">When its work ends, finished or not.</param>
    internal static Database Open(string path, string name, OpenMode mode, Deadline deadline)
    {
        var (target, flags) = mode switch
        {
            OpenMode.Repair => (path, raw.SQLITE_OPEN_READWRITE | NoFollow),
            OpenMode.Create => (path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | NoFollow),
            OpenMode.Live => (path, raw.SQLITE_OPEN_READONLY),
            _ => (ImmutableUri(path), raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI | NoFollow),
        };
        return Connect(target, flags, name, mode, deadline);
    }

    /// <summary>Opens a database of no tables, which is what an absent or empty file stands for.</summary>
    internal static Database OpenEmpty(string name, OpenMode mode, Deadline deadline) =>
        Connect(":memory:", raw.SQLITE_OPEN_READWRITE, name, mode, deadline);

    /// <summary>Opens a database of its own in a temporary file, which is gone when it is closed.</summary>
    internal static Database OpenScratch(Deadline deadline) =>
        Connect("", raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, "temporary rows", OpenMode.Create, deadline);

    internal Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        return new Statement(this, handle);
    }

    internal void Execute(string sql)
    {
        using var statement = Prepare(sql);
        while (statement.Step())
        {
            // Rows of a pragma are of no interest here.
        }
    }

    /// <summary>Executes, and tries again while another process holds the database.</summary>
    internal void ExecuteWhenFree(string sql, Deadline patience)
    {
        while (true)
        {
            try
            {
                Execute(sql);
                return;
            }
            catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StateBusy)
            {
                if (!patience.TryPause())
                    throw;
            }
        }
    }

    internal long ReadInteger(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Integer(0) : 0;
    }

    internal string ReadText(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? raw.sqlite3_column_text(statement.Handle, 0).utf8_to_string() ?? "" : "";
    }

    /// <summary>Throws what a result code means, unless it means success.</summary>
    internal void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Explain(result);
    }

    /// <summary>Sets who explains failures from here on; what it gives null for is explained as before.</summary>
    internal void ExplainAs(Func<int, string, SwarmException?> explanation) => _explanation = explanation;

    private Exception Explain(int result)
    {
        if ((result & 0xFF) == raw.SQLITE_INTERRUPT)
            return _deadline.Explain(_name);
        var message = raw.sqlite3_errmsg(_handle).utf8_to_string();
        return _explanation?.Invoke(result, message) ?? Failure.Explain(result, message, _name);
    }

    internal SwarmException Busy() => Failure.Explain(raw.SQLITE_BUSY, "", _name);

    public void Dispose() => raw.sqlite3_close(_handle);

    private string AddUtf8Collation()
    {
        Check(raw.sqlite3__create_collation_utf8(_handle, Utf8Collation, null, static (_, left, right) => left.SequenceCompareTo(right)));
        return Utf8Collation;
    }

    private static Database Connect(string target, int flags, string name, OpenMode mode, Deadline deadline)
    {
        var result = raw.sqlite3_open_v2(target, out var handle, flags, null);
        var database = new Database(handle, name, deadline);
        try
        {
            database.Check(result);
            _ = raw.sqlite3_extended_result_codes(handle, 1);
            Hardening.Apply(handle, allowViews: mode == OpenMode.Query);
            raw.sqlite3_progress_handler(handle, OperationsBetweenLooks, static state => ((Deadline)state).IsPast ? 1 : 0, deadline);
            foreach (var pragma in Pragmas(mode))
                database.Execute(pragma);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    // None of these reads the file yet, but for the cache size, which is set where no lock is in the way.
    private static string[] Pragmas(OpenMode mode) => mode switch
    {
        OpenMode.Repair => [.. CommonPragmas, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA ignore_check_constraints=ON"],
        OpenMode.Create => [.. CommonPragmas, "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"],
        OpenMode.Live => CommonPragmas,
        _ => [.. CommonPragmas, "PRAGMA query_only=ON", "PRAGMA cache_size=-16384"],
    };

    private static string[] CommonPragmas => ["PRAGMA mmap_size=0", "PRAGMA cell_size_check=ON", "PRAGMA temp_store=FILE"];

    // RFC 8089; SQLite reads the path after the scheme, with percent escapes, up to the question mark.
    private static string ImmutableUri(string path)
    {
        var uri = new StringBuilder("file://");
        var forward = OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
        if (!forward.StartsWith('/'))
            uri.Append('/');
        return uri.Append(Uri.EscapeDataString(forward).Replace("%2F", "/", StringComparison.Ordinal)).Append("?immutable=1").ToString();
    }
}
