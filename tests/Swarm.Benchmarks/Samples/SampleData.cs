using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Swarm.Benchmarks.Samples;

/// <summary>A database and a tree to snapshot, the same in every run, and the change between the two snapshots.</summary>
internal sealed class SampleData
{
    private const int FileCount = 5_000;
    private const int ChangedFiles = 20;
    private const long TreeBytes = 100L << 20;
    private static readonly string[] Words = "agent step build test commit error result lorem ipsum dolor sit amet consectetur elit sed tempor labore magna aliqua".Split(' ');

    private readonly Random _random = new(20260228);
    private readonly long _databaseBytes;

    public SampleData(string folder, long databaseBytes)
    {
        SQLitePCL.Batteries_V2.Init();
        (Tree, Database, _databaseBytes) = (Path.Combine(folder, "tree"), Path.Combine(folder, "state.sqlite"), databaseBytes);
        Directory.CreateDirectory(Tree);
        MakeDatabase();
        MakeTree();
    }

    public string Tree { get; }

    public string Database { get; }

    /// <summary>Changes 1 % of the rows, side by side as an agent's last steps are, and 20 files.</summary>
    public void Change(int round)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(id) FROM event";
        var rows = (long)command.ExecuteScalar()!;
        command.CommandText = "UPDATE event SET note = note || $round WHERE id BETWEEN $first AND $last";
        var first = rows / 10 * (round % 9);
        command.Parameters.AddWithValue("$round", round.ToString(CultureInfo.InvariantCulture));
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$last", first + (rows / 100));
        command.ExecuteNonQuery();
        foreach (var file in Directory.GetFiles(Tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Skip(round).Where((_, index) => index % (FileCount / ChangedFiles) == 0))
        {
            File.AppendAllText(file, $"changed in round {round}\n");
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    private void MakeDatabase()
    {
        using var connection = Open();
        Execute(connection, "PRAGMA synchronous=OFF; CREATE TABLE event(id INTEGER PRIMARY KEY, kind TEXT, note TEXT, payload BLOB, score REAL)");
        for (var id = 0L; new FileInfo(Database).Length < _databaseBytes;)
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO event VALUES($id, $kind, $note, $payload, $score)";
            foreach (var name in new[] { "$id", "$kind", "$note", "$payload", "$score" })
            {
                command.Parameters.Add(new SqliteParameter(name, null));
            }

            for (var count = 0; count < 10_000; count++, id++)
            {
                var payload = new byte[120];
                _random.NextBytes(payload);
                object[] values = [id, Words[_random.Next(Words.Length)], Sentence(40), payload, _random.NextDouble()];
                for (var index = 0; index < values.Length; index++)
                {
                    command.Parameters[index].Value = values[index];
                }

                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    /// <summary>Sizes as source trees have them: most files small, a few large; a third of the bytes do not compress.</summary>
    private void MakeTree()
    {
        for (var index = 0; index < FileCount; index++)
        {
            var folder = Path.Combine(Tree, $"d{index % 50:00}", $"e{index % 7}");
            Directory.CreateDirectory(folder);
            var size = index % 100 == 0 ? TreeBytes / 125 : TreeBytes / 5 / FileCount;
            var path = Path.Combine(folder, $"f{index:0000}.txt");
            if (index % 3 == 0)
            {
                var bytes = new byte[size];
                _random.NextBytes(bytes);
                File.WriteAllBytes(path, bytes);
            }
            else
            {
                File.WriteAllText(path, Sentence((int)(size / 6)));
            }
        }
    }

    private string Sentence(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[_random.Next(Words.Length)]));

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
