using System.Globalization;
using Swarm.State.Connections;

namespace Swarm.State.Comparison;

/// <summary>Two temporary tables, one a side, of rows that can only match one another.</summary>
internal sealed class RowPartition : IDisposable
{
    private readonly Statement _addReference;
    private readonly Statement _addDifference;

    internal RowPartition(Database database, int number, int columnCount)
    {
        var columns = Enumerable.Range(0, columnCount).Select(index => string.Create(CultureInfo.InvariantCulture, $"c{index}")).ToArray();
        Reference = new RowSelection(string.Create(CultureInfo.InvariantCulture, $"reference{number}"), columns);
        Difference = new RowSelection(string.Create(CultureInfo.InvariantCulture, $"difference{number}"), columns);
        _addReference = CreateTable(database, Reference);
        _addDifference = CreateTable(database, Difference);
    }

    internal RowSelection Reference { get; }

    internal RowSelection Difference { get; }

    internal void AddReference(Statement row) => _addReference.Repeat(row, Reference.Values.Length);

    internal void AddDifference(Statement row) => _addDifference.Repeat(row, Difference.Values.Length);

    public void Dispose()
    {
        _addReference.Dispose();
        _addDifference.Dispose();
    }

    private static Statement CreateTable(Database database, RowSelection rows)
    {
        database.Execute($"CREATE TABLE {rows.Table} ({string.Join(", ", rows.Values)})");
        return database.Prepare($"INSERT INTO {rows.Table} VALUES ({string.Join(", ", rows.Values.Select(_ => "?"))})");
    }
}
