using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Files;
using Swarm.State.Schemas;

namespace Swarm.State.Inspection;

/// <summary>Tells what a database holds, without running anything of its schema.</summary>
public static class StateInspector
{
    /// <summary>Reads tables, row counts and schema of a database that nobody writes.</summary>
    /// <param name="path">A checked file. An absent or empty one is a database of no tables.</param>
    /// <param name="cancellationToken">Ends the reading within about a tenth of a second.</param>
    /// <exception cref="SwarmException">
    /// It is not a sound SQLite file (<c>STATE_INVALID</c>), or a journal with changes lies beside it (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static StateSummary Inspect(string path, CancellationToken cancellationToken = default)
    {
        using var database = SettledDatabase.Open(path, new Deadline(length: null, cancellationToken));
        var lacking = Substitutes.Find(database);
        var schema = DatabaseSchema.Read(database);
        foreach (var table in schema.Tables.Values.Where(table => table.IsVirtual))
        {
            lacking.Try(table.Name);
        }

        return new StateSummary(
            [.. schema.Tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal).Select(table => Summarise(database, table))],
            DatabaseFiles.LengthOf(path),
            schema.Digest,
            (int)database.ReadInteger("PRAGMA user_version"),
            (int)database.ReadInteger("PRAGMA application_id"),
            (int)database.ReadInteger("PRAGMA page_size"),
            DatabaseHeader.IsWriteAheadLogIn(path) ? "wal" : "delete")
        {
            Lacking = lacking.Names,
        };
    }

    private static TableSummary Summarise(Database database, TableSchema table) => new(
        table.Name, table.IsVirtual ? null : table.CountRows(database), table.Columns, table.WithoutRowId, table.IsVirtual);
}
