using Swarm.State.Connections;
using Swarm.State.Inspection;
using Swarm.State.Schemas;

namespace Swarm.State.Comparison;

/// <summary>The columns of two tables side by side. An index may be made to lie about its table, so none is used.</summary>
internal sealed class TableAlignment
{
    private static readonly string[] RowNumberNames = ["rowid", "_rowid_", "oid"];

    internal TableAlignment(TableSchema? reference, TableSchema? difference)
    {
        Columns = [.. StoredColumns(reference).Concat(StoredColumns(difference)).Select(column => column.Name).DistinctBy(SqlName.Fold)];
        var folded = Columns.Select(SqlName.Fold).ToArray();
        Reference = Select(reference, folded);
        Difference = Select(difference, folded);

        var key = KeyOf(reference ?? difference!);
        var isShared = reference is null || difference is null || key.SequenceEqual(KeyOf(difference), StringComparer.Ordinal);
        Key = isShared ? [.. key.Select(name => Array.IndexOf(folded, name))] : [];
        var mayBeNull = reference?.KeyMayBeNull == true || difference?.KeyMayBeNull == true;
        Passes = Key.Length == 0 ? [RowPass.Unkeyed] : mayBeNull ? [RowPass.KeyedNotNull, RowPass.KeyNull] : [RowPass.Keyed];
        RowNumber = HasRowNumberApart(reference) && HasRowNumberApart(difference)
            ? Array.Find(RowNumberNames, name => !folded.Contains(name))
            : null;
    }

    /// <summary>The stored columns of either table.</summary>
    internal string[] Columns { get; }

    /// <summary>Where among them the columns of the key stand; none where the tables have no key in common.</summary>
    internal int[] Key { get; }

    /// <summary>What rows are gone through, one pass after another.</summary>
    internal RowPass[] Passes { get; }

    /// <summary>The name under which both tables number their rows apart from any key; null where they do not.</summary>
    internal string? RowNumber { get; }

    internal RowSelection Reference { get; }

    internal RowSelection Difference { get; }

    private static RowSelection Select(TableSchema? table, string[] folded)
    {
        var present = StoredColumns(table).ToDictionary(column => SqlName.Fold(column.Name), column => SqlName.Quote(column.Name));
        return new RowSelection(
            table is null ? null : SqlName.Quote(table.Name),
            [.. folded.Select(name => present.GetValueOrDefault(name, RowSelection.Absent))]);
    }

    private static bool HasRowNumberApart(TableSchema? table) => table is { WithoutRowId: false, KeyIsRowId: false };

    private static IEnumerable<ColumnSummary> StoredColumns(TableSchema? table) => table?.StoredColumns ?? [];

    private static IEnumerable<string> KeyOf(TableSchema table) => table.Key.Select(column => SqlName.Fold(column.Name));
}
