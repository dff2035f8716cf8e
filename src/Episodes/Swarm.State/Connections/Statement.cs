using System.Text;
using SQLitePCL;

namespace Swarm.State.Connections;

/// <summary>One prepared statement and the row that it stands on.</summary>
internal sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;

    internal Statement(Database database, sqlite3_stmt handle)
    {
        _database = database;
        _handle = handle;
    }

    internal sqlite3_stmt Handle => _handle;

    internal int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool Step()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
            return true;
        _database.Check(result);
        return false;
    }

    internal void Check(int result) => _database.Check(result);

    internal void Bind(int index, string text) => _database.Check(raw.sqlite3_bind_text(_handle, index, text));

    /// <summary>Executes with the values of a row that another statement stands on as parameters.</summary>
    internal void Repeat(Statement row, int columns)
    {
        for (var column = 0; column < columns; column++)
            Check(BindValue(column + 1, row, column));
        Step();
        Check(raw.sqlite3_reset(_handle));
    }

    internal string Name(int column) => raw.sqlite3_column_name(_handle, column).utf8_to_string() ?? "";

    internal int Type(int column) => raw.sqlite3_column_type(_handle, column);

    internal long Integer(int column) => raw.sqlite3_column_int64(_handle, column);

    internal double Real(int column) => raw.sqlite3_column_double(_handle, column);

    /// <summary>The bytes of a blob, or of a text in UTF-8, until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column)
    {
        // Asking for text converts it in place; the text's own length is lost at a NUL, the blob's is not.
        if (!_database.IsUtf8 && Type(column) == raw.SQLITE_TEXT)
            _ = raw.sqlite3_column_text(_handle, column);
        return raw.sqlite3_column_blob(_handle, column);
    }

    internal string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    internal string? TextOrNull(int column) => Type(column) == raw.SQLITE_NULL ? null : Text(column);

    /// <summary>A value as it is stored: null, a 64-bit integer, a double, a string or an array of bytes.</summary>
    internal object? Value(int column) => Type(column) switch
    {
        raw.SQLITE_INTEGER => Integer(column),
        raw.SQLITE_FLOAT => Real(column),
        raw.SQLITE_TEXT => Text(column),
        raw.SQLITE_BLOB => Bytes(column).ToArray(),
        _ => null,
    };

    private int BindValue(int index, Statement row, int column) => row.Type(column) switch
    {
        raw.SQLITE_INTEGER => raw.sqlite3_bind_int64(_handle, index, row.Integer(column)),
        raw.SQLITE_FLOAT => raw.sqlite3_bind_double(_handle, index, row.Real(column)),
        raw.SQLITE_TEXT => BindText(index, row.Bytes(column)),
        raw.SQLITE_BLOB => raw.sqlite3_bind_blob(_handle, index, row.Bytes(column)),
        _ => raw.sqlite3_bind_null(_handle, index),
    };

    // A span of no bytes would be bound as NULL.
    private int BindText(int index, ReadOnlySpan<byte> text) =>
        text.IsEmpty ? raw.sqlite3_bind_text(_handle, index, "") : raw.sqlite3_bind_text(_handle, index, text);

    public void Dispose() => raw.sqlite3_finalize(_handle);
}
