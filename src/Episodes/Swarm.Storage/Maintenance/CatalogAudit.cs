using Microsoft.Data.Sqlite;
using Swarm.Core.Errors;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Holds the catalog to SQLite's own check, to the tables that it was made with, and to the one name that its settings have.</summary>
internal static class CatalogAudit
{
    private const string Schema = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL";

    /// <summary>Gives what is wrong.</summary>
    /// <param name="store">The store.</param>
    public static IReadOnlyList<StoreProblem> Run(Store store)
    {
        var name = Path.GetFileName(store.Layout.Catalog);
        try
        {
            return
            [
                .. store.Catalog.Read("PRAGMA integrity_check(20)", row => row.GetString(0)).Where(line => line is not "ok")
                    .Concat(CompareSchema(store.Catalog))
                    .Concat(CompareSettings(store.Catalog))
                    .Select(line => new StoreProblem(StoreProblemKind.Catalog, name, line)),
            ];
        }
        catch (SwarmException exception)
        {
            return [new StoreProblem(StoreProblemKind.Catalog, name, exception.Message)];
        }
    }

    private static IEnumerable<string> CompareSchema(Catalog catalog)
    {
        var found = catalog.Read(Schema, ReadEntry).ToDictionary(StringComparer.Ordinal);
        var expected = ReadExpected();
        return expected.Where(entry => found.TryGetValue(entry.Key, out var sql) ? sql != entry.Value : !catalog.IsOlder || !CatalogSchema.IsAdded(entry.Key))
            .Select(entry => entry.Key)
            .Concat(found.Keys.Where(name => !expected.ContainsKey(name)))
            .Select(name => $"Its schema is not the one that it was made with: '{name}'.");
    }

    private static IEnumerable<string> CompareSettings(Catalog catalog) =>
        catalog.Read("SELECT name FROM meta", row => row.GetString(0)) is ["generation"] ? [] : ["Its settings are not those that it was made with."];

    private static Dictionary<string, string> ReadExpected()
    {
        using var connection = SqliteAccess.Open(":memory:", SqliteOpenMode.Memory);
        SqliteAccess.Execute(connection, CatalogSchema.Create);
        using var command = CatalogTransaction.Prepare(connection, Schema, []);
        using var reader = command.ExecuteReader();
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            var (name, sql) = ReadEntry(reader);
            entries.Add(name, sql);
        }

        return entries;
    }

    private static (string Name, string Sql) ReadEntry(SqliteDataReader row) => (row.GetString(0), row.GetString(1));
}
