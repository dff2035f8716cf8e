namespace Swarm.State.Files;

/// <summary>What the first 100 bytes of a database file say (SQLite file format, section 1.3).</summary>
/// <param name="IsSqlite">Whether the file begins as SQLite databases do.</param>
/// <param name="IsWriteAheadLog">Whether its user chose the write-ahead log.</param>
internal readonly record struct DatabaseHeader(bool IsSqlite, bool IsWriteAheadLog)
{
    private const int Size = 100;
    private const int ReadVersionOffset = 19;
    private const byte WriteAheadLogVersion = 2;

    // Closing any handle of a file drops this process's POSIX locks on it, so this is only for files that nothing
    // else in this process has open.
    internal static DatabaseHeader Read(string path)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[Size];
        var length = RandomAccess.Read(file, header, 0);
        var isSqlite = length == Size && header.StartsWith("SQLite format 3\0"u8);
        return new DatabaseHeader(isSqlite, isSqlite && header[ReadVersionOffset] == WriteAheadLogVersion);
    }

    internal static bool IsWriteAheadLogIn(string path) => DatabaseFiles.LengthOf(path) > 0 && Read(path).IsWriteAheadLog;
}
