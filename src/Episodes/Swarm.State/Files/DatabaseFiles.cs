using System.Buffers.Binary;
using Swarm.Core.Errors;

namespace Swarm.State.Files;

/// <summary>A database file and the companions that SQLite keeps beside it.</summary>
internal sealed class DatabaseFiles
{
    // The bytes that end a journal which names a super-journal, and that begin a journal's header.
    private const ulong JournalMagic = 0xd9d505f920a163d7;
    private const int SuperJournalTail = 16;

    internal DatabaseFiles(string path, string name)
    {
        Name = name;
        Main = RealPath.OfFile(path);
    }

    /// <summary>What messages call the database.</summary>
    internal string Name { get; }

    internal string Main { get; }

    internal string Journal => Main + "-journal";

    internal string WriteAheadLog => Main + "-wal";

    internal string SharedMemory => Main + "-shm";

    /// <summary>Whether there is nothing to open: SQLite takes a file of no bytes as a database of no tables.</summary>
    internal bool IsEmpty => LengthOf(Main) == 0;

    internal static long LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    /// <summary>Refuses everything but ordinary files at the database's path and at its companions'.</summary>
    internal void EnsureOrdinary()
    {
        foreach (var path in (ReadOnlySpan<string>)[Main, Journal, WriteAheadLog, SharedMemory])
        {
            var found = FileProbe.KindOf(path) switch
            {
                FileKind.Link => "a symbolic link",
                FileKind.Directory => "a directory",
                FileKind.Special => "a device, FIFO or socket",
                _ => null,
            };
            if (found is not null)
                throw Refuse($"'{Path.GetFileName(path)}' is {found}; a state database is an ordinary file");
        }
    }

    internal void EnsureWithin(long maximumBytes)
    {
        foreach (var path in (ReadOnlySpan<string>)[Main, Journal, WriteAheadLog])
        {
            if (LengthOf(path) > maximumBytes)
                throw Refuse($"'{Path.GetFileName(path)}' has {LengthOf(path)} bytes and at most {maximumBytes} are taken");
        }
    }

    /// <summary>
    /// Refuses a journal that names a super-journal: rolling it back, SQLite would delete the file of that name, and
    /// who left the journal chose the name.
    /// </summary>
    internal void EnsureNoSuperJournal()
    {
        if (LengthOf(Journal) < SuperJournalTail)
            return;
        using var journal = File.OpenHandle(Journal);
        Span<byte> tail = stackalloc byte[SuperJournalTail];
        var read = RandomAccess.Read(journal, tail, RandomAccess.GetLength(journal) - SuperJournalTail);
        if (read == SuperJournalTail && BinaryPrimitives.ReadUInt64BigEndian(tail[8..]) == JournalMagic)
            throw Refuse("its journal belongs to a transaction over several databases; open it once with its own program");
    }

    /// <summary>Refuses a database whose last changes lie in a companion.</summary>
    internal void EnsureSettled()
    {
        EnsureOrdinary();
        if (LengthOf(WriteAheadLog) > 0 || IsJournalHot())
        {
            throw new SwarmException(
                ErrorCode.StateBusy,
                $"The database '{Name}' has changes that are not in its file yet; let its program close it, or check it first.");
        }
    }

    /// <summary>Removes what SQLite leaves beside a database that was closed in good order, and nothing else.</summary>
    internal void RemoveSpentCompanions()
    {
        if (LengthOf(WriteAheadLog) > 0 || IsJournalHot())
            throw Refuse("its journal could not be taken in");
        RemoveCompanions();
    }

    internal void RemoveCompanions()
    {
        File.Delete(SharedMemory);
        File.Delete(WriteAheadLog);
        File.Delete(Journal);
    }

    private SwarmException Refuse(string reason) =>
        new(ErrorCode.StateInvalid, $"The state database '{Name}' is refused: {reason}.");

    // SQLite ends a transaction by deleting its journal, cutting it to nothing, or zeroing its first bytes.
    private bool IsJournalHot()
    {
        if (LengthOf(Journal) == 0)
            return false;
        using var journal = File.OpenHandle(Journal);
        Span<byte> first = stackalloc byte[1];
        return RandomAccess.Read(journal, first, 0) == 1 && first[0] != 0;
    }
}
