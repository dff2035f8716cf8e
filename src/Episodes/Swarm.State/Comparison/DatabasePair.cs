using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Files;
using Swarm.State.Schemas;

namespace Swarm.State.Comparison;

/// <summary>Two open databases and what their schemas say.</summary>
internal sealed class DatabasePair : IDisposable
{
    private readonly string _referencePath;
    private readonly string _differencePath;
    private readonly Deadline _deadline;
    private readonly Database _reference;
    private readonly Database _difference;
    private readonly DatabaseSchema _referenceSchema;
    private readonly DatabaseSchema _differenceSchema;

    internal DatabasePair(string referencePath, string differencePath, Deadline deadline)
    {
        _referencePath = referencePath;
        _differencePath = differencePath;
        _deadline = deadline;
        _reference = SettledDatabase.Open(referencePath, deadline);
        try
        {
            _difference = SettledDatabase.Open(differencePath, deadline);

            // Rows are read in the order of their bytes, so that what stands in decides nothing.
            _ = Substitutes.Find(_reference);
            _ = Substitutes.Find(_difference);
            _referenceSchema = DatabaseSchema.Read(_reference);
            _differenceSchema = DatabaseSchema.Read(_difference);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal StateDifference Compare()
    {
        var isCopy = HasSameBytes();
        var tables = _referenceSchema.Tables.Keys.Union(_differenceSchema.Tables.Keys)
            .Select(name => Compare(Find(_referenceSchema, name), Find(_differenceSchema, name), isCopy))
            .OrderBy(table => table.Name, StringComparer.Ordinal);
        return new StateDifference([.. tables], _referenceSchema.Digest != _differenceSchema.Digest);
    }

    internal IEnumerable<RowChange> CompareRows(string table)
    {
        var name = SqlName.Fold(table);
        var reference = Find(_referenceSchema, name);
        var difference = Find(_differenceSchema, name);
        if (reference is null && difference is null)
            throw new SwarmException(ErrorCode.StateQueryInvalid, $"Neither database has a table '{table}'; name one that they have.");
        if (reference?.IsVirtual == true || difference?.IsVirtual == true)
        {
            throw new SwarmException(
                ErrorCode.StateQueryInvalid, $"The table '{table}' is virtual and is not opened; compare the tables that hold its rows.");
        }

        return Changes(new TableAlignment(reference, difference)).Select(row => row.Read());
    }

    public void Dispose()
    {
        _reference.Dispose();
        _difference?.Dispose();
    }

    private TableDifference Compare(TableSchema? reference, TableSchema? difference, bool isCopy)
    {
        var isVirtual = reference?.IsVirtual == true || difference?.IsVirtual == true;
        if (reference is null)
        {
            var rows = isVirtual ? 0 : difference!.CountRows(_difference);
            return new TableDifference(difference!.Name, ChangeKind.Added, rows, Removed: 0, Changed: 0, SchemaChanged: true);
        }

        if (difference is null)
        {
            var rows = isVirtual ? 0 : reference.CountRows(_reference);
            return new TableDifference(reference.Name, ChangeKind.Removed, Added: 0, rows, Changed: 0, SchemaChanged: true);
        }

        var counts = isVirtual || isCopy ? default : CountRows(new TableAlignment(reference, difference));
        var schemaChanged = !reference.Definition.SequenceEqual(difference.Definition, StringComparer.Ordinal);
        var change = schemaChanged || counts != default ? ChangeKind.Changed : ChangeKind.Unchanged;
        return new TableDifference(difference.Name, change, counts.Added, counts.Removed, counts.Changed, schemaChanged);
    }

    private (long Added, long Removed, long Changed) CountRows(TableAlignment alignment)
    {
        var counts = (Added: 0L, Removed: 0L, Changed: 0L);
        foreach (var row in Changes(alignment))
        {
            switch (row.Kind)
            {
                case ChangeKind.Added:
                    counts.Added++;
                    break;
                case ChangeKind.Removed:
                    counts.Removed++;
                    break;
                default:
                    counts.Changed++;
                    break;
            }
        }

        return counts;
    }

    private IEnumerable<RowMerge> Changes(TableAlignment alignment) =>
        new TableComparison(_reference, _difference, alignment, _deadline).Changes();

    private bool HasSameBytes() =>
        File.Exists(_referencePath) && File.Exists(_differencePath)
        && FileBytes.AreSame(_referencePath, _differencePath, _deadline.Cancellation);

    private static TableSchema? Find(DatabaseSchema schema, string name) => schema.Tables.GetValueOrDefault(name);
}
