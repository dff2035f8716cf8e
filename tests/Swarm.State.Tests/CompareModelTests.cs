using System.Globalization;
using Microsoft.Data.Sqlite;
using Swarm.State.Comparison;

namespace Swarm.State.Tests;

/// <summary>Random tables, edited at random, against counting in memory.</summary>
public sealed class CompareModelTests : IDisposable
{
    private static readonly (string Sql, string[] Key)[] Schemas =
    [
        ("CREATE TABLE t (a INTEGER PRIMARY KEY, b, c)", ["a"]),
        ("CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b, c)", ["a"]),
        ("CREATE TABLE t (a PRIMARY KEY, b INTEGER, c TEXT)", ["a"]),
        ("CREATE TABLE t (a TEXT COLLATE NOCASE PRIMARY KEY, b REAL, c)", ["a"]),
        ("CREATE TABLE t (a, b COLLATE RTRIM, c NUMERIC, PRIMARY KEY (b, a))", ["b", "a"]),
        ("CREATE TABLE t (a, b, c, PRIMARY KEY (c DESC, a)) WITHOUT ROWID", ["c", "a"]),
        ("CREATE TABLE t (a, b COLLATE NOCASE, c, d AS (a || b), PRIMARY KEY (b)) WITHOUT ROWID", ["b"]),
        ("CREATE TABLE t (a, b COLLATE NOCASE, c TEXT)", []),
        ("CREATE TABLE t (a UNIQUE, b, c)", []),
    ];

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Counts_are_those_of_a_model_in_memory(int schema)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random((schema * 1000) + seed);
            var rows = Enumerable.Range(0, random.Next(60)).Select(_ => RandomRow(random)).ToList();
            var edited = rows.Where(_ => random.Next(10) > 0).Select(row => random.Next(6) == 0 ? Edit(row, random) : row)
                .Concat(Enumerable.Range(0, random.Next(8)).Select(_ => RandomRow(random)))
                .OrderBy(_ => random.Next()).ToList();
            var reference = Write($"{seed}-reference.db", Schemas[schema].Sql, rows, random);
            var difference = Write($"{seed}-difference.db", Schemas[schema].Sql, edited, random);

            var table = StateComparer.Compare(reference, difference).Tables.Single();

            var expected = Count(Read(reference), Read(difference), Schemas[schema].Key);
            Assert.Equal(expected, (table.Added, table.Removed, table.Changed));
            var back = StateComparer.Compare(difference, reference).Tables.Single();
            Assert.Equal(expected, (back.Removed, back.Added, back.Changed));
        }
    }

    private static object RandomValue(Random random) => random.Next(9) switch
    {
        0 => DBNull.Value,
        1 or 2 => (long)random.Next(4),
        3 => (double)random.Next(4),
        4 => random.Next(2) == 0 ? 9007199254740993 : 9007199254740992.0,
        5 => new[] { "a", "A", "a ", "b", "é", "\U0001F600", "\uFFEE", "", "1" }[random.Next(9)],
        6 => new[] { "a\0b", "a\0c", "B" }[random.Next(3)],
        7 => new byte[] { (byte)random.Next(3) },
        _ => random.Next(3) - 0.5,
    };

    private static object[] RandomRow(Random random) => [RandomValue(random), RandomValue(random), RandomValue(random)];

    private static object[] Edit(object[] row, Random random)
    {
        var edited = (object[])row.Clone();
        edited[random.Next(3)] = RandomValue(random);
        return edited;
    }

    private string Write(string name, string schema, List<object[]> rows, Random random)
    {
        var encoding = random.Next(4) == 0 ? "UTF-16le" : "UTF-8";
        using var connection = Folder.Open(_folder[name]);
        Folder.Execute(connection, $"PRAGMA encoding='{encoding}'; PRAGMA synchronous=OFF; BEGIN; {schema};");
        foreach (var row in rows)
        {
            using var insert = new SqliteCommand("INSERT OR IGNORE INTO t (a, b, c) VALUES (@a, @b, @c)", connection);
            insert.Parameters.AddWithValue("@a", row[0]);
            insert.Parameters.AddWithValue("@b", row[1]);
            insert.Parameters.AddWithValue("@c", row[2]);
            try
            {
                insert.ExecuteNonQuery();
            }
            catch (SqliteException)
            {
                // An INTEGER PRIMARY KEY takes no text.
            }
        }

        Folder.Execute(connection, "COMMIT");
        return _folder[name];
    }

    private static List<Dictionary<string, object>> Read(string path)
    {
        using var connection = Folder.Open(path);
        using var select = new SqliteCommand("SELECT a, b, c FROM t", connection);
        using var reader = select.ExecuteReader();
        var rows = new List<Dictionary<string, object>>();
        while (reader.Read())
            rows.Add(new() { ["a"] = reader.GetValue(0), ["b"] = reader.GetValue(1), ["c"] = reader.GetValue(2) });
        return rows;
    }

    private static (long Added, long Removed, long Changed) Count(
        List<Dictionary<string, object>> reference, List<Dictionary<string, object>> difference, string[] key)
    {
        bool HasKey(Dictionary<string, object> row) => key.Length > 0 && key.All(name => row[name] is not DBNull);
        string KeyOf(Dictionary<string, object> row) => string.Join('|', key.Select(name => Number(row[name])));
        string Exact(Dictionary<string, object> row) => string.Join('|', row.Values.Select(Typed));

        var old = reference.Where(HasKey).ToDictionary(KeyOf);
        var now = difference.Where(HasKey).ToDictionary(KeyOf);
        var added = (long)now.Keys.Except(old.Keys).Count();
        var removed = (long)old.Keys.Except(now.Keys).Count();
        var changed = (long)now.Count(pair => old.TryGetValue(pair.Key, out var row) && Exact(row) != Exact(pair.Value));

        var before = reference.Where(row => !HasKey(row)).CountBy(Exact).ToDictionary();
        var after = difference.Where(row => !HasKey(row)).CountBy(Exact).ToDictionary();
        added += after.Sum(pair => Math.Max(0, pair.Value - before.GetValueOrDefault(pair.Key)));
        removed += before.Sum(pair => Math.Max(0, pair.Value - after.GetValueOrDefault(pair.Key)));
        return (added, removed, changed);
    }

    private static string Number(object value) =>
        value is double real && real == Math.Floor(real) ? Typed((long)real) : Typed(value);

    private static string Typed(object value) => value switch
    {
        long integer => string.Create(CultureInfo.InvariantCulture, $"i{integer}"),
        double real => string.Create(CultureInfo.InvariantCulture, $"r{real:R}"),
        string text => "t" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)),
        byte[] bytes => "b" + Convert.ToHexString(bytes),
        _ => "n",
    };
}
