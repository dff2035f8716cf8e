using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.State.Connections;
using Swarm.State.Inspection;

namespace Swarm.State.Schemas;

/// <summary>The schema of a database, read from <c>sqlite_schema</c> without opening a virtual table or a view.</summary>
internal sealed class DatabaseSchema
{
    private const string InternalPrefix = "sqlite_";

    private DatabaseSchema(IReadOnlyDictionary<string, TableSchema> tables, Digest digest)
    {
        Tables = tables;
        Digest = digest;
    }

    /// <summary>The tables by folded name, SQLite's own left out.</summary>
    internal IReadOnlyDictionary<string, TableSchema> Tables { get; }

    internal Digest Digest { get; }

    internal static DatabaseSchema Read(Database database)
    {
        var entries = ReadEntries(database);
        var indexes = entries.Where(entry => entry.Type == "index").Select(entry => SqlName.Fold(entry.Name)).ToHashSet();
        var own = entries.Where(entry => !SqlName.Fold(entry.Name).StartsWith(InternalPrefix, StringComparison.Ordinal)).ToList();
        var definitions = own.Where(entry => entry.Sql is not null).ToLookup(entry => SqlName.Fold(entry.Table), entry => entry.Sql!);
        var tables = new Dictionary<string, TableSchema>();
        foreach (var entry in own.Where(entry => entry.Type == "table"))
        {
            var name = SqlName.Fold(entry.Name);
            tables[name] = ReadTable(database, entry, [.. definitions[name]], indexes);
        }

        return new DatabaseSchema(tables, ComputeDigest(own));
    }

    private static List<SchemaEntry> ReadEntries(Database database)
    {
        using var rows = database.Prepare("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master");
        var entries = new List<SchemaEntry>();
        while (rows.Step())
            entries.Add(new SchemaEntry(rows.Text(0), rows.Text(1), rows.Text(2), rows.TextOrNull(3), rows.Integer(4)));
        entries.Sort(static (left, right) =>
            string.CompareOrdinal(left.Type, right.Type) is var type and not 0 ? type
            : string.CompareOrdinal(left.Name, right.Name) is var name and not 0 ? name
            : string.CompareOrdinal(left.Sql, right.Sql));
        return entries;
    }

    private static TableSchema ReadTable(Database database, SchemaEntry entry, string[] definition, HashSet<string> indexes)
    {
        var isVirtual = entry.RootPage == 0;
        var columns = isVirtual ? [] : ReadColumns(database, entry.Name);
        var keyIndex = isVirtual ? null : FindKeyIndex(database, entry.Name);
        return new TableSchema
        {
            Name = entry.Name,
            Definition = definition,
            Columns = columns,
            IsVirtual = isVirtual,

            // The key of a table WITHOUT ROWID is listed as an index but is the table itself.
            WithoutRowId = keyIndex is not null && !indexes.Contains(SqlName.Fold(keyIndex)),
            KeyIsRowId = keyIndex is null && columns.Exists(column => column.PrimaryKeyOrdinal > 0),
        };
    }

    private static List<ColumnSummary> ReadColumns(Database database, string table)
    {
        using var rows = database.Prepare("SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(?)");
        rows.Bind(1, table);
        var columns = new List<ColumnSummary>();
        while (rows.Step())
        {
            columns.Add(new ColumnSummary(
                rows.Text(0), rows.Text(1), rows.Integer(2) != 0, (int)rows.Integer(3), rows.Integer(4) is 2 or 3));
        }

        return columns;
    }

    private static string? FindKeyIndex(Database database, string table)
    {
        using var rows = database.Prepare("SELECT name FROM pragma_index_list(?) WHERE origin = 'pk'");
        rows.Bind(1, table);
        return rows.Step() ? rows.Text(0) : null;
    }

    private static Digest ComputeDigest(List<SchemaEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            foreach (var part in (ReadOnlySpan<string>)[entry.Type, entry.Name, entry.Table, entry.Sql ?? ""])
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture)));
                hash.AppendData(":"u8);
                hash.AppendData(bytes);
                hash.AppendData(","u8);
            }
        }

        return new Digest(hash.GetHashAndReset());
    }
}
