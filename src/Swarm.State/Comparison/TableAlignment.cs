using System.Globalization;
using Swarm.State.Connections;
using Swarm.State.Inspection;
using Swarm.State.Schemas;

namespace Swarm.State.Comparison;

/// <summary>The columns of two tables side by side, and the SQL that reads both in one order.</summary>
internal sealed class TableAlignment
{
    private readonly TableSchema? _reference;
    private readonly TableSchema? _difference;
    private readonly string[] _foldedColumns;
    private readonly bool _keyMayBeNull;

    internal TableAlignment(TableSchema? reference, TableSchema? difference)
    {
        _reference = reference;
        _difference = difference;
        Columns = [.. StoredColumns(reference).Concat(StoredColumns(difference)).Select(column => column.Name).DistinctBy(SqlName.Fold)];
        _foldedColumns = [.. Columns.Select(SqlName.Fold)];
        var key = KeyOf(reference ?? difference!);
        var isShared = reference is null || difference is null || key.SequenceEqual(KeyOf(difference), StringComparer.Ordinal);
        Key = isShared ? [.. key.Select(name => Array.IndexOf(_foldedColumns, name))] : [];
        _keyMayBeNull = reference?.KeyMayBeNull == true || difference?.KeyMayBeNull == true;
    }

    /// <summary>The stored columns of either table.</summary>
    internal string[] Columns { get; }

    /// <summary>Where among them the columns of the key stand; none where the tables have no key in common.</summary>
    internal int[] Key { get; }

    internal RowPass[] Passes =>
        Key.Length == 0 ? [RowPass.Unkeyed] : _keyMayBeNull ? [RowPass.KeyedNotNull, RowPass.KeyNull] : [RowPass.Keyed];

    internal string ReferenceSql(RowPass pass, string collation) => Sql(_reference, pass, collation);

    internal string DifferenceSql(RowPass pass, string collation) => Sql(_difference, pass, collation);

    // An index may be made to lie about its table, so none is used; a table's own tree gives its rows in key order.
    private string Sql(TableSchema? table, RowPass pass, string collation)
    {
        var present = StoredColumns(table).Select(column => SqlName.Fold(column.Name)).ToHashSet();
        var values = Columns.Select((name, index) => present.Contains(_foldedColumns[index]) ? SqlName.Quote(name) : "NULL").ToArray();
        return table is null
            ? $"SELECT {string.Join(", ", values)} WHERE 0"
            : $"SELECT {string.Join(", ", values)} FROM main.{SqlName.Quote(table.Name)} NOT INDEXED{Filter(pass)}"
                + $" ORDER BY {string.Join(", ", Order(pass, values, collation))}";
    }

    private string Filter(RowPass pass) => pass switch
    {
        RowPass.KeyedNotNull => " WHERE " + string.Join(" AND ", Key.Select(index => SqlName.Quote(Columns[index]) + " IS NOT NULL")),
        RowPass.KeyNull => " WHERE " + string.Join(" OR ", Key.Select(index => SqlName.Quote(Columns[index]) + " IS NULL")),
        _ => "",
    };

    private IEnumerable<string> Order(RowPass pass, string[] values, string collation)
    {
        var isKeyed = pass is RowPass.Keyed or RowPass.KeyedNotNull;
        var columns = isKeyed ? Key : Enumerable.Range(0, Columns.Length);
        var order = columns.Select(index => string.Create(CultureInfo.InvariantCulture, $"{index + 1} COLLATE {collation}"));

        // 1 and 1.0 sort as one; where rows are told apart by values alone, their types decide.
        return isKeyed ? order : order.Concat(values.Where(value => value != "NULL").Select(value => $"typeof({value}) = 'real'"));
    }

    private static IEnumerable<ColumnSummary> StoredColumns(TableSchema? table) => table?.StoredColumns ?? [];

    private static IEnumerable<string> KeyOf(TableSchema table) => table.Key.Select(column => SqlName.Fold(column.Name));
}
