using System.Collections.Frozen;
using SQLitePCL;
using Swarm.State.Connections;

namespace Swarm.State.Querying;

/// <summary>Lets a statement read and nothing else; asked by SQLite while it prepares one.</summary>
internal static class ReadOnlyAuthorizer
{
    private static readonly FrozenSet<string> RefusedFunctions =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "load_extension", "fts3_tokenizer");

    // They describe a named table or index.
    private static readonly FrozenSet<string> DescribingPragmas = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list");

    // Without an argument they only tell a number or a name.
    private static readonly FrozenSet<string> TellingPragmas = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "user_version", "application_id", "schema_version", "data_version", "page_count", "page_size", "freelist_count", "encoding",
        "compile_options", "collation_list", "table_list");

    // The R*Tree module prepares its writers on its own three tables before it can be read.
    private static readonly string[] SpatialTables = ["_node", "_rowid", "_parent"];

    internal static void Install(Database database) =>
        _ = raw.sqlite3_set_authorizer(
            database.Handle,
            static (object _, int action, string first, string second, string _, string _) =>
                IsAllowed(action, first, second) ? raw.SQLITE_OK : raw.SQLITE_DENY,
            null);

    private static bool IsAllowed(int action, string? first, string? second) => action switch
    {
        raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE => true,
        raw.SQLITE_FUNCTION => second is not null && !RefusedFunctions.Contains(second),
        raw.SQLITE_PRAGMA => first is not null
            && (second is null ? TellingPragmas.Contains(first) : DescribingPragmas.Contains(first)),

        // A module declares its table while a statement that reads it is prepared. The user's own statement is refused
        // as a whole where it writes (SingleStatement).
        raw.SQLITE_CREATE_TABLE => true,
        raw.SQLITE_INSERT or raw.SQLITE_UPDATE when first == "sqlite_master" => true,
        raw.SQLITE_INSERT or raw.SQLITE_DELETE or raw.SQLITE_UPDATE => Array.Exists(
            SpatialTables, suffix => first?.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) == true),
        _ => false,
    };
}
