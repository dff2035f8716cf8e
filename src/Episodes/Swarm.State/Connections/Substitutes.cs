using System.Runtime.InteropServices;
using SQLitePCL;
using Swarm.Core.Errors;

namespace Swarm.State.Connections;

/// <summary>
/// Stands in for what a schema names and this SQLite lacks, so that the rest can be read: a collation and a function that a program
/// brought itself, a module or tokenizer that is not built in. What stands in gives no order and no value that may be relied on.
/// </summary>
/// <param name="database">The connection.</param>
internal sealed partial class Substitutes(Database database)
{
    private const int Most = 256;
    private const int Innocuous = 0x200000;

    private readonly List<string> _names = [];
    private bool _hasDroppedModules;

    /// <summary>What is lacking, in words.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether a function's values are none.</summary>
    public bool HasFunctions { get; private set; }

    /// <summary>Finds what reading the schema lacks, and stands in for it.</summary>
    /// <param name="database">A connection that looks nothing up by an index.</param>
    public static Substitutes Find(Database database)
    {
        var substitutes = new Substitutes(database);
        substitutes.Run(() =>
        {
            database.Prepare("PRAGMA quick_check(1)").Dispose();
            return 0;
        });
        return substitutes;
    }

    /// <summary>Does something, and again after each thing that turns out to be lacking.</summary>
    /// <param name="action">What to do.</param>
    /// <exception cref="SwarmException">It fails for another reason.</exception>
    public T Run<T>(Func<T> action)
    {
        string? lacking = null;
        database.ExplainAs((result, message) =>
        {
            lacking = (result & 0xFF) == raw.SQLITE_ERROR ? message : null;
            return null;
        });
        try
        {
            while (true)
            {
                try
                {
                    return action();
                }
                catch (SwarmException) when (lacking is not null && TryAdd(lacking))
                {
                    lacking = null;
                }
            }
        }
        finally
        {
            database.ExplainAs(static (_, _) => null);
        }
    }

    private bool TryAdd(string message)
    {
        if (_names.Count == Most)
        {
            return false;
        }

        if (NameAfter("no such collation sequence: ", message) is { } collation)
        {
            database.Check(raw.sqlite3__create_collation_utf8(
                database.Handle, collation, null, static (_, left, right) => left.SequenceCompareTo(right)));

            // An index without its collation is closed to queries until the schema is read again; a table WITHOUT ROWID is such an index.
            database.Execute("PRAGMA writable_schema=RESET");
            return Add($"the collation '{collation}'");
        }

        if ((NameAfter("no such function: ", message) ?? NameAfter("unknown function: ", message)) is { } call)
        {
            var function = call.EndsWith("()", StringComparison.Ordinal) ? call[..^2] : call;
            HasFunctions = true;
            database.Check(raw.sqlite3_create_function(
                database.Handle, function, -1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC | Innocuous, null, static (context, _, _) => raw.sqlite3_result_null(context)));
            return Add($"the function '{function}'");
        }

        // A virtual table whose module, or tokenizer, is lacking fails in words of the module's own. Without any module SQLite passes over
        // virtual tables, and still sees the tables that hold what is in them.
        if (_hasDroppedModules)
        {
            return false;
        }

        return PassOverVirtualTables(message);
    }

    /// <summary>Passes over virtual tables, before one of them is opened.</summary>
    /// <param name="reason">Why.</param>
    public bool PassOverVirtualTables(string reason)
    {
        _hasDroppedModules = true;
        _ = DropModules(database.Handle.DangerousGetHandle(), keep: 0);
        return Add($"what is in virtual tables ({reason})");
    }

    /// <summary>Looks into a virtual table, and notes where what it needs is lacking.</summary>
    /// <param name="name">The table.</param>
    public void Try(string name)
    {
        string? lacking = null;
        database.ExplainAs((result, message) =>
        {
            lacking = (result & 0xFF) == raw.SQLITE_ERROR ? message : null;
            return null;
        });
        try
        {
            _ = database.ReadText($"PRAGMA main.quick_check({SqlName.Quote(name)})");
        }
        catch (SwarmException) when (lacking is not null)
        {
            Add($"what is in virtual tables ('{name}': {lacking})");
        }
        finally
        {
            database.ExplainAs(static (_, _) => null);
        }
    }

    private bool Add(string name)
    {
        _names.Add(PlainLine.Of(name.Length <= 200 ? name : name[..200] + "…"));
        return true;
    }

    private static string? NameAfter(string words, string message) =>
        message.Length > words.Length && message.StartsWith(words, StringComparison.Ordinal) ? message[words.Length..] : null;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_drop_modules")]
    private static partial int DropModules(nint database, nint keep);
}
