using Swarm.State.Connections;
using Swarm.State.Rows;

namespace Swarm.State.Comparison;

/// <summary>Goes through the rows of two tables side by side, both in the order of what matches them.</summary>
internal sealed class RowMerge : IDisposable
{
    private readonly TableAlignment _alignment;
    private readonly bool _isKeyed;
    private readonly Statement _reference;
    private readonly Statement _difference;
    private bool _hasReference;
    private bool _hasDifference;
    private bool _takeReference = true;
    private bool _takeDifference = true;

    internal RowMerge(Database reference, Database difference, TableAlignment alignment, RowPass pass)
    {
        _alignment = alignment;
        _isKeyed = pass is RowPass.Keyed or RowPass.KeyedNotNull;
        _reference = reference.Prepare(alignment.ReferenceSql(pass, reference.TextCollation));
        try
        {
            _difference = difference.Prepare(alignment.DifferenceSql(pass, difference.TextCollation));
        }
        catch
        {
            _reference.Dispose();
            throw;
        }
    }

    /// <summary>How the rows that it stands on relate.</summary>
    internal ChangeKind Kind { get; private set; }

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

    /// <summary>Reads what it stands on.</summary>
    internal RowChange Read()
    {
        var reference = _takeReference ? RowReader.Read(_reference, _alignment.Columns) : null;
        var difference = _takeDifference ? RowReader.Read(_difference, _alignment.Columns) : null;
        var row = difference ?? reference!;
        var key = _isKeyed
            ? new StateRow([.. _alignment.Key.Select(index => row.Columns[index])], [.. _alignment.Key.Select(index => row.Values[index])])
            : null;
        return new RowChange(Kind, key, reference, difference);
    }

    public void Dispose()
    {
        _reference.Dispose();
        _difference.Dispose();
    }

    private int Order()
    {
        if (_isKeyed)
        {
            foreach (var column in _alignment.Key)
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

        return TypeOrder();
    }

    private int TypeOrder()
    {
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
        for (var column = 0; _isKeyed && column < _alignment.Columns.Length; column++)
        {
            if (!ValueOrder.AreSame(_reference, _difference, column))
                return false;
        }

        return true;
    }
}
