using Swarm.State.Connections;
using Swarm.State.Inspection;

namespace Swarm.State.Schemas;

/// <summary>What is known of a table before its rows are read.</summary>
internal sealed class TableSchema
{
    internal required string Name { get; init; }

    /// <summary>The texts of the table, its indexes and its triggers.</summary>
    internal required IReadOnlyList<string> Definition { get; init; }

    internal required IReadOnlyList<ColumnSummary> Columns { get; init; }

    internal required bool IsVirtual { get; init; }

    internal required bool WithoutRowId { get; init; }

    /// <summary>Whether the primary key is the row's number itself, which is never NULL.</summary>
    internal required bool KeyIsRowId { get; init; }

    /// <summary>The columns that are stored, and so compared and exported.</summary>
    internal IEnumerable<ColumnSummary> StoredColumns => Columns.Where(column => !column.IsGenerated);

    internal IEnumerable<ColumnSummary> Key =>
        Columns.Where(column => column.PrimaryKeyOrdinal > 0).OrderBy(column => column.PrimaryKeyOrdinal);

    /// <summary>Whether SQLite lets the key hold NULL, as it does for a key that is not the row's number.</summary>
    internal bool KeyMayBeNull => !KeyIsRowId && !WithoutRowId && Key.Any(column => !column.NotNull);

    // An index may be made to lie about its table; the table's own tree may not (quick_check has seen it).
    internal long CountRows(Database database) =>
        database.ReadInteger($"SELECT count(*) FROM main.{SqlName.Quote(Name)} NOT INDEXED");
}
