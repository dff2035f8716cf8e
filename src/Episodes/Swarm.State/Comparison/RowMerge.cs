using SQLitePCL;
using Swarm.State.Connections;
using Swarm.State.Rows;

namespace Swarm.State.Comparison;

/// <summary>Goes through the rows of two tables side by side, both in the order of what matches them.</summary>
internal sealed class RowMerge : IDisposable
{
    private readonly TableAlignment _alignment;
    private readonly int[]? _match;
    private readonly Statement _reference;
    private readonly Statement _difference;
    private bool _hasReference;
    private bool _hasDifference;
    private bool _takeReference = true;
    private bool _takeDifference = true;

    private RowMerge(
        TableAlignment alignment, int[]? match, (Database Database, string Sql) reference, (Database Database, string Sql) difference)
    {
        _alignment = alignment;
        _match = match;
        _reference = reference.Database.Prepare(reference.Sql);
        try
        {
            _difference = difference.Database.Prepare(difference.Sql);
        }
        catch
        {
            _reference.Dispose();
            throw;
        }
    }

    /// <summary>How the rows that it stands on relate.</summary>
    internal ChangeKind Kind { get; private set; }

    /// <summary>The row of the reference that it stands on.</summary>
    internal Statement? Reference => _takeReference ? _reference : null;

    /// <summary>The row of the difference that it stands on.</summary>
    internal Statement? Difference => _takeDifference ? _difference : null;

    /// <summary>Matches rows by key, or those of a pass that have none by all their values.</summary>
    internal static RowMerge ByKey(
        TableAlignment alignment,
        RowPass pass,
        (Database Database, RowSelection Rows) reference,
        (Database Database, RowSelection Rows) difference) => new(
        alignment,
        pass is RowPass.Keyed or RowPass.KeyedNotNull ? alignment.Key : null,
        (reference.Database, reference.Rows.Sql(pass, alignment.Key, reference.Database.TextCollation)),
        (difference.Database, difference.Rows.Sql(pass, alignment.Key, difference.Database.TextCollation)));

    /// <summary>Matches rows by the number that each table gives them.</summary>
    internal static RowMerge ByRowNumber(TableAlignment alignment, string rowNumber, Database reference, Database difference) => new(
        alignment,
        [alignment.Columns.Length],
        (reference, alignment.Reference.ByRowNumber(rowNumber)),
        (difference, alignment.Difference.ByRowNumber(rowNumber)));

    /// <summary>Goes to the next row, or pair of rows.</summary>
    internal bool MoveNext()
    {
        if (_takeReference)
            _hasReference = _reference.Step();
        if (_takeDifference)
            _hasDifference = _difference.Step();
        if (!_hasReference && !_hasDifference)
            return _takeReference = _takeDifference = false;

        var order = !_hasReference ? 1 : !_hasDifference ? -1 : Order();
        _takeReference = order <= 0;
        _takeDifference = order >= 0;
        Kind = order switch
        {
            < 0 => ChangeKind.Removed,
            > 0 => ChangeKind.Added,
            _ => AreSame() ? ChangeKind.Unchanged : ChangeKind.Changed,
        };
        return true;
    }

    /// <summary>Whether both rows that it stands on have the same key, and it holds no NULL.</summary>
    internal bool HasOneKey() => _alignment.Key.Length > 0 && Array.TrueForAll(
        _alignment.Key,
        column => _reference.Type(column) != raw.SQLITE_NULL && ValueOrder.Compare(_reference, _difference, column) == 0);

    /// <summary>Reads what it stands on.</summary>
    internal RowChange Read()
    {
        var reference = Reference is null ? null : RowReader.Read(_reference, _alignment.Columns);
        var difference = Difference is null ? null : RowReader.Read(_difference, _alignment.Columns);
        var row = difference ?? reference!;
        var key = _match is null
            ? null
            : new StateRow([.. _alignment.Key.Select(index => row.Columns[index])], [.. _alignment.Key.Select(index => row.Values[index])]);
        return new RowChange(Kind, key, reference, difference);
    }

    public void Dispose()
    {
        _reference.Dispose();
        _difference.Dispose();
    }

    private int Order()
    {
        if (_match is not null)
        {
            foreach (var column in _match)
            {
                if (ValueOrder.Compare(_reference, _difference, column) is var order and not 0)
                    return order;
            }

            return 0;
        }

        for (var column = 0; column < _alignment.Columns.Length; column++)
        {
            if (ValueOrder.Compare(_reference, _difference, column) is var order and not 0)
                return order;
        }

        for (var column = 0; column < _alignment.Columns.Length; column++)
        {
            if (ValueOrder.CompareNumberTypes(_reference, _difference, column) is var order and not 0)
                return order;
        }

        return 0;
    }

    private bool AreSame()
    {
        // Rows matched by all their values are the same.
        for (var column = 0; _match is not null && column < _alignment.Columns.Length; column++)
        {
            if (!ValueOrder.AreSame(_reference, _difference, column))
                return false;
        }

        return true;
    }
}
