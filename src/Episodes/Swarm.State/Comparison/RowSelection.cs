using System.Globalization;

namespace Swarm.State.Comparison;

/// <summary>The rows of one table, as SQL that reads them in the order of what matches them.</summary>
/// <param name="Table">The table, quoted, or null where there is none, and so no rows.</param>
/// <param name="Values">What each column is read from: a quoted name, or NULL where the table lacks it.</param>
internal sealed record RowSelection(string? Table, string[] Values)
{
    internal const string Absent = "NULL";

    /// <summary>In the order of one of the table's own numbers, which comes as one more column.</summary>
    internal string ByRowNumber(string rowNumber) =>
        $"SELECT {string.Join(", ", Values)}, {rowNumber} FROM main.{Table} NOT INDEXED ORDER BY {rowNumber}";

    /// <summary>In the order of a key, or where rows have none, of all their values.</summary>
    internal string Sql(RowPass pass, int[] key, string collation) => Table is null
        ? $"SELECT {string.Join(", ", Values)} WHERE 0"
        : $"SELECT {string.Join(", ", Values)} FROM main.{Table} NOT INDEXED{Filter(pass, key)}"
            + $" ORDER BY {string.Join(", ", Order(pass, key, collation))}";

    private string Filter(RowPass pass, int[] key) => pass switch
    {
        RowPass.KeyedNotNull => " WHERE " + string.Join(" AND ", key.Select(column => Values[column] + " IS NOT NULL")),
        RowPass.KeyNull => " WHERE " + string.Join(" OR ", key.Select(column => Values[column] + " IS NULL")),
        _ => "",
    };

    private IEnumerable<string> Order(RowPass pass, int[] key, string collation)
    {
        var isKeyed = pass is RowPass.Keyed or RowPass.KeyedNotNull;
        var columns = isKeyed ? key : Enumerable.Range(0, Values.Length);
        var order = columns.Select(column => string.Create(CultureInfo.InvariantCulture, $"{column + 1} COLLATE {collation}"));

        // 1 and 1.0 sort as one; where rows are told apart by values alone, their types decide.
        return isKeyed ? order : order.Concat(Values.Where(value => value != Absent).Select(value => $"typeof({value}) = 'real'"));
    }
}
