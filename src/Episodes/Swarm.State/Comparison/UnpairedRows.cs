using Swarm.State.Connections;

namespace Swarm.State.Comparison;

/// <summary>
/// Rows set aside, in a temporary database that SQLite spills to a file and removes when it is closed. They are dealt
/// out by what matches them, so that only a part is ever sorted at once: SQLite maps what it sorts into memory.
/// </summary>
internal sealed class UnpairedRows : IDisposable
{
    private const int PartitionCount = 16;

    private readonly TableAlignment _alignment;
    private readonly int[] _match;
    private readonly Database _database;
    private readonly RowPartition?[] _partitions = new RowPartition?[PartitionCount];

    internal UnpairedRows(TableAlignment alignment, Deadline deadline)
    {
        _alignment = alignment;
        _match = alignment.Key.Length > 0 ? alignment.Key : [.. Enumerable.Range(0, alignment.Columns.Length)];
        _database = Database.OpenScratch(deadline);
        _database.Execute("BEGIN");
    }

    internal Database Database => _database;

    internal IEnumerable<RowPartition> Partitions => _partitions.OfType<RowPartition>();

    internal void Add(Statement? reference, Statement? difference)
    {
        if (reference is not null)
            PartitionOf(reference).AddReference(reference);
        if (difference is not null)
            PartitionOf(difference).AddDifference(difference);
    }

    public void Dispose()
    {
        foreach (var partition in Partitions)
            partition.Dispose();
        _database.Dispose();
    }

    private RowPartition PartitionOf(Statement row)
    {
        var hash = new HashCode();
        foreach (var column in _match)
            ValueOrder.AddTo(ref hash, row, column);
        var index = (int)((uint)hash.ToHashCode() % PartitionCount);
        return _partitions[index] ??= new RowPartition(_database, index, _alignment.Columns.Length);
    }
}
