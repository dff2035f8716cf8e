using Swarm.State.Inspection;

namespace Swarm.PowerShell.Records;

/// <summary>One column of a table.</summary>
public sealed record SwarmColumn
{
    /// <summary>Its name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>Its declared type, as written; empty where none is.</summary>
    public string Type { get; internal init; } = string.Empty;

    /// <summary>Whether it is declared NOT NULL.</summary>
    public bool NotNull { get; internal init; }

    /// <summary>Its place in the primary key, from 1; 0 where it is not part of it.</summary>
    public int PrimaryKeyOrdinal { get; internal init; }

    internal static SwarmColumn From(ColumnSummary column) => new()
    {
        Name = column.Name,
        Type = column.Type,
        NotNull = column.NotNull,
        PrimaryKeyOrdinal = column.PrimaryKeyOrdinal,
    };

    /// <summary>The name and the type.</summary>
    public override string ToString() => $"{Name} {Type}".TrimEnd();
}
