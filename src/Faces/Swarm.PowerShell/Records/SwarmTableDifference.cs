using Swarm.State.Comparison;

namespace Swarm.PowerShell.Records;

/// <summary>How one table differs between two nodes.</summary>
public sealed record SwarmTableDifference
{
    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary><c>added</c>, <c>removed</c>, <c>changed</c> or <c>unchanged</c>.</summary>
    public string Change { get; internal init; } = string.Empty;

    /// <summary>How many rows only the difference node has.</summary>
    public long Added { get; internal init; }

    /// <summary>How many rows only the reference node has.</summary>
    public long Removed { get; internal init; }

    /// <summary>How many rows both have under one primary key, with other values.</summary>
    public long Changed { get; internal init; }

    /// <summary>Whether the table's schema is another.</summary>
    public bool SchemaChanged { get; internal init; }

    internal static SwarmTableDifference From(TableDifference table) => new()
    {
        Name = table.Name,
        Change = table.Change switch { ChangeKind.Added => "added", ChangeKind.Removed => "removed", ChangeKind.Changed => "changed", _ => "unchanged" },
        Added = table.Added,
        Removed = table.Removed,
        Changed = table.Changed,
        SchemaChanged = table.SchemaChanged,
    };

    /// <summary>The name and the numbers of rows.</summary>
    public override string ToString() => $"{Name} (+{Added} -{Removed} ~{Changed})";
}
