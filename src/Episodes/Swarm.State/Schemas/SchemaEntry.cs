namespace Swarm.State.Schemas;

/// <summary>One row of <c>sqlite_schema</c>.</summary>
internal sealed record SchemaEntry(string Type, string Name, string Table, string? Sql, long RootPage);
