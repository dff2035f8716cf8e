namespace Swarm.State.Inspection;

/// <summary>One column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type, as written; empty where none is.</param>
/// <param name="NotNull">Whether it is declared NOT NULL.</param>
/// <param name="PrimaryKeyOrdinal">Its place in the primary key, from 1; 0 where it is not part of it.</param>
/// <param name="IsGenerated">Whether its value is computed from other columns.</param>
public sealed record ColumnSummary(string Name, string Type, bool NotNull, int PrimaryKeyOrdinal, bool IsGenerated);
