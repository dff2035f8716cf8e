using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Swarm.Engine.Tests.Damages;

/// <summary>Harm to each column of each table of the catalog, to its rows, and to each of its pages; and older versions of it and of the head log.</summary>
internal static class CatalogDamages
{
    private static readonly string[] Tables = ["meta", "pack", "record", "run", "node", "head"];

    public static IEnumerable<Damage> Of(SoundStore store)
    {
        var path = Path.GetRelativePath(store.Folder, store.Layout.Catalog);
        foreach (var table in Tables)
        {
            foreach (var column in Read(store.Layout.Catalog, $"SELECT name FROM pragma_table_info('{table}')"))
            {
                foreach (var which in new[] { "min", "max" })
                {
                    yield return new Damage($"column {table}.{column}", $"{which}", copy => Execute(
                        copy[path],
                        $"""
                        UPDATE {table} SET {column} = CASE typeof({column}) WHEN 'integer' THEN {column} + {(column == Key(table) ? 1000 : 1)} WHEN 'blob' THEN CAST(substr({column}, 1, length({column}) - 1) || x'7A' AS BLOB)
                            WHEN 'null' THEN 'x' ELSE substr({column}, 1, length({column}) - 1) || CASE substr({column}, -1) WHEN '1' THEN '2' ELSE '1' END END
                        WHERE {Key(table)} = (SELECT {which}({Key(table)}) FROM {table})
                        """));
                }
            }

            // What only a removed node had is needed by nothing.
            var needed = table == "record" ? $"hex(id) NOT IN ('{string.Join("', '", store.LooseRecords)}')" : "TRUE";
            foreach (var which in new[] { "min", "max" })
            {
                yield return new Damage($"row of {table} gone", which, copy => Execute(copy[path], $"DELETE FROM {table} WHERE {Key(table)} = (SELECT {which}({Key(table)}) FROM {table} WHERE {needed})"));
            }

            yield return new Damage($"table {table} empty", table, copy => Execute(copy[path], $"DELETE FROM {table}"));
            yield return new Damage($"table {table} gone", table, copy => Execute(copy[path], $"DROP TABLE {table}"));
        }

        foreach (var record in store.LooseRecords)
        {
            yield return new Damage($"{SoundStore.OfRemovedNode} record: row gone", record, copy => Execute(copy[path], $"DELETE FROM record WHERE hex(id) = '{record}'"));
        }

        yield return new Damage("version 0", path, copy => Execute(copy[path], "PRAGMA user_version = 0"));
        foreach (var damage in Pages(store, path).Concat(Older(store, path)))
        {
            yield return damage;
        }
    }

    /// <summary>All that SQLite reads in a catalog: its tables' descriptions and rows. Null where it cannot.</summary>
    public static string? Dump(string path)
    {
        try
        {
            string[] queries = ["PRAGMA user_version", "SELECT * FROM sqlite_schema ORDER BY name", .. Tables.Select(table => $"SELECT * FROM {table} ORDER BY {Key(table)}")];
            return string.Join('\n', queries.Select(query => DumpRows(path, query)));
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The records that a catalog places, in hexadecimal.</summary>
    public static IReadOnlyList<string> Records(string path) => Read(path, "SELECT hex(id) FROM record");

    private static string DumpRows(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var text = new StringBuilder();
        while (reader.Read())
        {
            for (var column = 0; column < reader.FieldCount; column++)
            {
                text.Append(reader.GetValue(column) is byte[] bytes ? Convert.ToHexString(bytes) : reader.GetValue(column)).Append('|');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<Damage> Pages(SoundStore store, string path)
    {
        const int Page = 4096;
        var kinds = Read(store.Layout.Catalog, "SELECT pageno || ' ' || name || ' ' || pagetype FROM dbstat") is { Count: > 0 } rows ? rows : [];
        var length = new FileInfo(store.Layout.Catalog).Length;
        for (var page = 0; page < length / Page; page++)
        {
            var number = (page + 1).ToString(CultureInfo.InvariantCulture) + " ";
            var kind = kinds.FirstOrDefault(row => row.StartsWith(number, StringComparison.Ordinal))?[number.Length..] ?? (page == 0 ? "header" : "page");
            var start = (long)page * Page;
            foreach (var (name, place) in new[] { ("type", page == 0 ? 100 : 0), ("cells", page == 0 ? 104 : 4), ("pointer", page == 0 ? 109 : 9), ("content", Page - 40), ("end", Page - 3) })
            {
                yield return new Damage($"catalog {kind} {name}", $"page {number}", copy => FileDamages.Flip(copy[path], start + place));
            }

            yield return new Damage($"catalog {kind} zeroed", $"page {number}", copy =>
            {
                using var stream = new FileStream(copy[path], FileMode.Open, FileAccess.ReadWrite);
                stream.Position = start;
                stream.Write(new byte[Page]);
            });
        }
    }

    private static IEnumerable<Damage> Older(SoundStore store, string path)
    {
        var heads = Path.GetRelativePath(store.Folder, store.Layout.Heads);
        yield return new Damage("older catalog", path, copy => File.WriteAllBytes(copy[path], store.OlderCatalog));
        yield return new Damage("older head log", heads, copy => File.WriteAllBytes(copy[heads], store.OlderHeads));
        yield return new Damage("older catalog and head log", path, copy =>
        {
            File.WriteAllBytes(copy[path], store.OlderCatalog);
            File.WriteAllBytes(copy[heads], store.OlderHeads);
        });
    }

    private static string Key(string table) => table switch
    {
        "meta" => "name",
        "record" => "id",
        "run" => "run_id",
        "pack" => "pack_id",
        _ => "sequence",
    };

    private static List<string> Read(string path, string sql)
    {
        try
        {
            using var connection = Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
            {
                rows.Add(reader.GetString(0));
            }

            return rows;
        }
        catch (SqliteException)
        {
            // This SQLite has no dbstat: pages are then told apart by their number.
            return [];
        }
    }

    private static void Execute(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
