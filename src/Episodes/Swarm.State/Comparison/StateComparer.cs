using Swarm.Core.Errors;
using Swarm.State.Connections;

namespace Swarm.State.Comparison;

/// <summary>
/// Compares two databases that nobody writes, in memory that does not grow with them. Rows are matched by primary key;
/// those without one count by their values, each as often as it occurs. Values are the same only where type and
/// content are: 1, 1.0 and '1' are three. A column that one side lacks counts as NULL there; generated columns are not
/// compared. Where rows must be sorted, SQLite spills them to temporary files.
/// </summary>
public static class StateComparer
{
    /// <summary>Counts what differs, table by table.</summary>
    /// <param name="referencePath">The earlier database; an absent or empty file is one of no tables.</param>
    /// <param name="differencePath">The later database; an absent or empty file is one of no tables.</param>
    /// <param name="cancellationToken">Ends the comparison within about a tenth of a second.</param>
    /// <exception cref="SwarmException">
    /// One of them is not a sound SQLite file (<c>STATE_INVALID</c>), or not settled (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static StateDifference Compare(
        string referencePath, string differencePath, CancellationToken cancellationToken = default)
    {
        using var pair = new DatabasePair(referencePath, differencePath, new Deadline(length: null, cancellationToken));
        return pair.Compare();
    }

    /// <summary>Streams the rows of one table that differ, in no promised order.</summary>
    /// <param name="referencePath">The earlier database; an absent or empty file is one of no tables.</param>
    /// <param name="differencePath">The later database; an absent or empty file is one of no tables.</param>
    /// <param name="table">The table's name; at least one of the two has it.</param>
    /// <param name="cancellationToken">Ends the comparison within about a tenth of a second.</param>
    /// <returns>The changes. Both databases are open from the first to the last, or until the enumerator is disposed.</returns>
    /// <exception cref="SwarmException">
    /// Neither has such a table, or it is virtual (<c>STATE_QUERY_INVALID</c>); otherwise as <see cref="Compare"/>.
    /// Thrown while the changes are read.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static IEnumerable<RowChange> CompareRows(
        string referencePath, string differencePath, string table, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(referencePath);
        ArgumentException.ThrowIfNullOrEmpty(differencePath);
        ArgumentException.ThrowIfNullOrEmpty(table);
        return Stream(referencePath, differencePath, table, cancellationToken);
    }

    private static IEnumerable<RowChange> Stream(string reference, string difference, string table, CancellationToken cancellation)
    {
        using var pair = new DatabasePair(reference, difference, new Deadline(length: null, cancellation));
        foreach (var change in pair.CompareRows(table))
            yield return change;
    }
}
