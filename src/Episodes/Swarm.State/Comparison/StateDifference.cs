namespace Swarm.State.Comparison;

/// <summary>How two databases differ.</summary>
/// <param name="Tables">Every table of either, by name. Virtual tables are never opened: what they store is in ordinary ones.</param>
/// <param name="SchemaChanged">Whether any table, index, view or trigger was added, removed or changed.</param>
public sealed record StateDifference(IReadOnlyList<TableDifference> Tables, bool SchemaChanged)
{
    /// <summary>Whether both hold the same tables with the same rows and the same schema.</summary>
    public bool IsSame => !SchemaChanged && Tables.All(table => table.Change == ChangeKind.Unchanged);
}
