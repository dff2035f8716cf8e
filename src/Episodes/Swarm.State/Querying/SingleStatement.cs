using System.Text;
using SQLitePCL;
using Swarm.State.Connections;

namespace Swarm.State.Querying;

/// <summary>Prepares a text that holds exactly one statement that reads.</summary>
internal static class SingleStatement
{
    internal static Statement Prepare(Database database, string sql)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(sql);
        if (text.IsEmpty)
            throw QueryFailure.Create("it is empty");
        if (text.Length > raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_SQL_LENGTH, -1))
            throw QueryFailure.Create("its text is longer than allowed");
        if (text.Contains((byte)0))
            throw QueryFailure.Create("it holds a NUL character");
        database.Check(raw.sqlite3_prepare_v2(database.Handle, text, out var handle, out var rest));
        var statement = new Statement(database, handle);
        try
        {
            if (handle.IsInvalid)
                throw QueryFailure.Create("it is empty");
            if (!IsBlank(database, rest))
                throw QueryFailure.Create("it holds more than one statement");
            if (statement.ColumnCount == 0 || raw.sqlite3_stmt_readonly(handle) == 0)
                throw QueryFailure.Create("it may only read");
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    // Only SQLite knows its comments; what holds nothing else gives no statement.
    private static bool IsBlank(Database database, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var result = raw.sqlite3_prepare_v2(database.Handle, text, out var handle, out var rest);
            var isStatement = result != raw.SQLITE_OK || !handle.IsInvalid;
            handle?.Dispose();
            if (isStatement)
                return false;
            text = rest;
        }

        return true;
    }
}
