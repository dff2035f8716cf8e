namespace Swarm.State.Checking;

/// <summary>What a check found: the database is sound, and nothing lies beside it.</summary>
/// <param name="IsEmpty">Whether the file is absent or has no bytes, which both stand for a database of no tables.</param>
/// <param name="SizeBytes">The size of the file after the check.</param>
/// <param name="Recovered">Whether a journal or a write-ahead log was taken in or cleared away.</param>
public sealed record StateCheck(bool IsEmpty, long SizeBytes, bool Recovered)
{
    /// <summary>
    /// What could not be checked, because the schema names a collation, a function, a module or a tokenizer that this SQLite lacks. The
    /// trees of all tables were.
    /// </summary>
    public IReadOnlyList<string> Unchecked { get; init; } = [];
}
