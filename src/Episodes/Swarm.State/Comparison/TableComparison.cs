using Swarm.State.Connections;

namespace Swarm.State.Comparison;

/// <summary>
/// Finds the rows in which two tables differ. Where rows are numbered apart from their key, most keep their number
/// from one database to the other: they are paired by it first, in one scan, and only the rest is sorted.
/// </summary>
internal sealed class TableComparison
{
    private readonly Database _reference;
    private readonly Database _difference;
    private readonly TableAlignment _alignment;
    private readonly Deadline _deadline;

    internal TableComparison(Database reference, Database difference, TableAlignment alignment, Deadline deadline)
    {
        _reference = reference;
        _difference = difference;
        _alignment = alignment;
        _deadline = deadline;
    }

    /// <summary>Stands on one change after the other; each is read before the next.</summary>
    internal IEnumerable<RowMerge> Changes() => _alignment.RowNumber is { } rowNumber
        ? ChangesOfNumbered(rowNumber)
        : Changes((_reference, _alignment.Reference), (_difference, _alignment.Difference));

    private IEnumerable<RowMerge> ChangesOfNumbered(string rowNumber)
    {
        using var unpaired = new UnpairedRows(_alignment, _deadline);
        using (var merge = RowMerge.ByRowNumber(_alignment, rowNumber, _reference, _difference))
        {
            while (merge.MoveNext())
            {
                if (merge.Kind == ChangeKind.Changed && merge.HasOneKey())
                    yield return merge;
                else if (merge.Kind != ChangeKind.Unchanged)
                    unpaired.Add(merge.Reference, merge.Difference);
            }
        }

        foreach (var part in unpaired.Partitions)
        {
            foreach (var merge in Changes((unpaired.Database, part.Reference), (unpaired.Database, part.Difference)))
                yield return merge;
        }
    }

    private IEnumerable<RowMerge> Changes((Database, RowSelection) reference, (Database, RowSelection) difference)
    {
        foreach (var pass in _alignment.Passes)
        {
            using var merge = RowMerge.ByKey(_alignment, pass, reference, difference);
            while (merge.MoveNext())
            {
                if (merge.Kind != ChangeKind.Unchanged)
                    yield return merge;
            }
        }
    }
}
