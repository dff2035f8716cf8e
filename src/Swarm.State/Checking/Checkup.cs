using Swarm.State.Connections;
using Swarm.State.Files;

namespace Swarm.State.Checking;

/// <summary>The check of one database file.</summary>
internal static class Checkup
{
    internal static StateCheck Run(string path, string name, StateCheckOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var files = new DatabaseFiles(path, name);
        files.EnsureOrdinary();
        files.EnsureWithin(options.MaximumBytes);
        var recovers = DatabaseFiles.LengthOf(files.WriteAheadLog) > 0 || DatabaseFiles.LengthOf(files.Journal) > 0;
        if (files.IsEmpty)
        {
            // SQLite too discards the companions of a database of no bytes.
            files.RemoveCompanions();
            return new StateCheck(IsEmpty: true, SizeBytes: 0, recovers);
        }

        files.EnsureNoSuperJournal();
        using (var database = Database.Open(files.Main, name, OpenMode.Repair, new Deadline(length: null, cancellation)))
        {
            TakeInJournals(database, new Deadline(options.BusyTimeout, cancellation));
            files.EnsureWithin(options.MaximumBytes);
            Examine(database, name);
        }

        files.RemoveSpentCompanions();
        return new StateCheck(IsEmpty: false, DatabaseFiles.LengthOf(files.Main), recovers);
    }

    private static void TakeInJournals(Database database, Deadline patience)
    {
        database.ExecuteWhenFree(database.IsReadOnly ? "BEGIN" : "BEGIN EXCLUSIVE", patience);
        database.Execute("SELECT 1 FROM sqlite_master LIMIT 1");
        database.Execute("COMMIT");
        if (!database.IsReadOnly && database.ReadInteger("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw database.Busy();
    }

    private static void Examine(Database database, string name)
    {
        database.Execute("PRAGMA cache_size=-16384");
        var finding = database.ReadText("PRAGMA quick_check(1)");
        if (finding != "ok")
            throw Failure.Damaged(name, FirstLine(finding));
    }

    // The first line only names the database: "*** in database main ***".
    private static string FirstLine(string finding) =>
        finding.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => !line.StartsWith("***", StringComparison.Ordinal))
        ?? "quick_check says nothing more";
}
