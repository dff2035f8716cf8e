namespace Swarm.State.Comparison;

/// <summary>How one table differs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Change">Whether the table was added, removed, changed in rows or schema, or neither.</param>
/// <param name="Added">How many rows only the difference database has.</param>
/// <param name="Removed">How many rows only the reference database has.</param>
/// <param name="Changed">How many rows both have under one primary key, with other values.</param>
/// <param name="SchemaChanged">Whether the text of the table, or of one of its indexes or triggers, is another.</param>
public sealed record TableDifference(string Name, ChangeKind Change, long Added, long Removed, long Changed, bool SchemaChanged);
