using SQLitePCL;
using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Files;
using Swarm.State.Schemas;

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
        string? lacking;
        using (var database = Database.Open(files.Main, name, OpenMode.Repair, new Deadline(length: null, cancellation)))
        {
            TakeInJournals(database, new Deadline(options.BusyTimeout, cancellation));
            files.EnsureWithin(options.MaximumBytes);
            lacking = Examine(database, name);
        }

        IReadOnlyList<string> left = lacking is null ? [] : ExamineRest(files.Main, name, lacking, cancellation);
        files.RemoveSpentCompanions();
        return new StateCheck(IsEmpty: false, DatabaseFiles.LengthOf(files.Main), recovers) { Unchecked = left };
    }

    private static void TakeInJournals(Database database, Deadline patience)
    {
        database.ExecuteWhenFree(database.IsReadOnly ? "BEGIN" : "BEGIN EXCLUSIVE", patience);
        database.Execute("SELECT 1 FROM sqlite_master LIMIT 1");
        database.Execute("COMMIT");
        if (!database.IsReadOnly && database.ReadInteger("PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw database.Busy();
    }

    // Gives what SQLite says of what the schema names and it lacks; null where it lacks nothing.
    private static string? Examine(Database database, string name)
    {
        database.Execute("PRAGMA cache_size=-16384");
        string? lacking = null;
        database.ExplainAs((result, message) =>
        {
            lacking = (result & 0xFF) == raw.SQLITE_ERROR ? message : null;
            return null;
        });
        try
        {
            var finding = database.ReadText("PRAGMA quick_check(1)");
            if (finding != "ok")
                throw Failure.Damaged(name, FirstLine(finding));
        }
        catch (SwarmException) when (lacking is not null)
        {
            // The rest is examined without it.
        }

        return lacking;
    }

    // On a connection of its own: a virtual table that was opened stays so.
    private static IReadOnlyList<string> ExamineRest(string path, string name, string lacking, CancellationToken cancellation)
    {
        using var database = Database.Open(path, name, OpenMode.Repair, new Deadline(length: null, cancellation));
        database.Execute("PRAGMA cache_size=-16384");
        var substitutes = new Substitutes(database);
        if (database.ReadInteger("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND rootpage = 0") > 0)
            substitutes.PassOverVirtualTables(lacking);
        var finding = substitutes.Run(() => database.ReadText("PRAGMA quick_check(1)"));
        if (finding == "ok")
            return substitutes.Names;

        // The trees of all tables come first. What follows is of rows, and a column that a lacking function computes has no value here.
        if (!substitutes.HasFunctions || !IsOfValue(finding))
            throw Failure.Damaged(name, FirstLine(finding));
        var left = substitutes.Names.ToList();
        foreach (var table in DatabaseSchema.Read(database).Tables.Values)
        {
            finding = database.ReadText($"PRAGMA main.quick_check({SqlName.Quote(table.Name)})");
            if (finding == "ok")
                continue;
            if (!IsOfValue(finding) || !table.Columns.Any(column => column.IsGenerated))
                throw Failure.Damaged(name, FirstLine(finding));
            left.Add($"the values of the table '{table.Name}'");
        }

        return left;
    }

    private static bool IsOfValue(string finding) => finding.Contains(" value in ", StringComparison.Ordinal) && !finding.StartsWith("***", StringComparison.Ordinal);

    // The first line only names the database: "*** in database main ***".
    private static string FirstLine(string finding) =>
        finding.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => !line.StartsWith("***", StringComparison.Ordinal))
        ?? "quick_check says nothing more";
}
