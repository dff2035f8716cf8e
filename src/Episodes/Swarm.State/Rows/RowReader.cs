using System.Globalization;
using Swarm.State.Connections;

namespace Swarm.State.Rows;

/// <summary>The rows of a result, under column names of which no two are the same.</summary>
internal static class RowReader
{
    /// <summary>Reads them, and numbers those that come again: <c>name</c>, <c>name_2</c>.</summary>
    internal static string[] ReadColumns(Statement statement)
    {
        var names = new string[statement.ColumnCount];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < names.Length; index++)
        {
            var name = statement.Name(index);
            var unique = name;
            for (var count = 2; !taken.Add(unique); count++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{name}_{count}");
            names[index] = unique;
        }

        return names;
    }

    /// <summary>Reads the row that a statement stands on.</summary>
    internal static StateRow Read(Statement statement, string[] columns)
    {
        var values = new object?[columns.Length];
        for (var index = 0; index < values.Length; index++)
            values[index] = statement.Value(index);
        return new StateRow(columns, values);
    }
}
