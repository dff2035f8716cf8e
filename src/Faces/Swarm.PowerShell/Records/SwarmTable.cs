using Swarm.State.Inspection;

namespace Swarm.PowerShell.Records;

/// <summary>One table of a state database.</summary>
public sealed record SwarmTable
{
    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>How many rows it has; null for a virtual table, which is never opened.</summary>
    public long? Rows { get; internal init; }

    /// <summary>Its columns in order; empty for a virtual table.</summary>
    public IReadOnlyList<SwarmColumn> Columns { get; internal init; } = [];

    /// <summary>Whether a module, not the file, holds its rows.</summary>
    public bool IsVirtual { get; internal init; }

    internal static SwarmTable From(TableSummary table) => new()
    {
        Name = table.Name,
        Rows = table.Rows,
        Columns = [.. table.Columns.Select(SwarmColumn.From)],
        IsVirtual = table.IsVirtual,
    };

    /// <summary>The name and the number of rows.</summary>
    public override string ToString() => Rows is { } rows ? $"{Name} ({rows})" : Name;
}
