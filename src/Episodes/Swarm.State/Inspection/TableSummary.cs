namespace Swarm.State.Inspection;

/// <summary>One table of a database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has; null for a virtual table, which is never opened because its module would run.</param>
/// <param name="Columns">Its columns in order; empty for a virtual table.</param>
/// <param name="WithoutRowId">Whether it was declared WITHOUT ROWID.</param>
/// <param name="IsVirtual">Whether a module, not the file, holds its rows.</param>
public sealed record TableSummary(string Name, long? Rows, IReadOnlyList<ColumnSummary> Columns, bool WithoutRowId, bool IsVirtual);
