using System.Text.Encodings.Web;
using System.Text.Json;
using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Files;
using Swarm.State.Rows;
using Swarm.State.Schemas;

namespace Swarm.State.Exporting;

/// <summary>Hands a database that nobody writes, or one of its tables, to the outside.</summary>
public static class StateExporter
{
    private static readonly JsonWriterOptions LineOptions = new()
    {
        // The lines are data, not part of a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Copies the database file as it is, durably: it appears under its name only when it is whole.</summary>
    /// <param name="path">A checked file. An absent one gives a file of no bytes.</param>
    /// <param name="destination">Where the copy goes.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <param name="noteTemporary">Told which file is written before it gets its name, so that it can be removed after a kill; null for nobody.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The destination is there or cannot be written (<c>PATH_INVALID</c>), the source is not an ordinary file
    /// (<c>STATE_INVALID</c>), or a journal with changes lies beside it (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void ExportDatabase(
        string path, string destination, bool overwrite = false, Action<string>? noteTemporary = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        var files = new DatabaseFiles(path, path);
        files.EnsureSettled();
        using var copy = new NewFile(destination, overwrite, noteTemporary);
        if (!files.IsEmpty)
            FileBytes.Copy(files.Main, copy.TemporaryPath, cancellationToken);
        copy.Commit();
    }

    /// <summary>
    /// Writes a table as JSON Lines: one object a row in the order of the table's own tree, in UTF-8, each as
    /// <see cref="StateRow.WriteTo"/> describes. Generated columns are left out.
    /// </summary>
    /// <param name="path">A checked file.</param>
    /// <param name="table">The table's name.</param>
    /// <param name="destination">Where to; it is not closed.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many rows were written.</returns>
    /// <exception cref="SwarmException">
    /// There is no such table, or it is virtual (<c>STATE_QUERY_INVALID</c>); or the file is not a sound database
    /// (<c>STATE_INVALID</c>) or not settled (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static long ExportJsonLines(string path, string table, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentNullException.ThrowIfNull(destination);
        using var database = SettledDatabase.Open(path, new Deadline(length: null, cancellationToken));
        _ = Substitutes.Find(database);
        var schema = Find(DatabaseSchema.Read(database), table, path);
        var columns = schema.StoredColumns.Select(column => column.Name).ToArray();
        using var rows = database.Prepare(
            $"SELECT {string.Join(", ", columns.Select(SqlName.Quote))} FROM main.{SqlName.Quote(schema.Name)} NOT INDEXED");
        using var writer = new Utf8JsonWriter(destination, LineOptions);
        var count = 0L;
        for (; rows.Step(); count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RowReader.Read(rows, columns).WriteTo(writer);
            writer.Flush();
            writer.Reset();
            destination.Write("\n"u8);
        }

        return count;
    }

    private static TableSchema Find(DatabaseSchema schema, string table, string path)
    {
        if (!schema.Tables.TryGetValue(SqlName.Fold(table), out var found))
        {
            throw new SwarmException(
                ErrorCode.StateQueryInvalid, $"The database '{path}' has no table '{table}'; inspect it to see which it has.");
        }

        return !found.IsVirtual
            ? found
            : throw new SwarmException(
                ErrorCode.StateQueryInvalid, $"The table '{table}' of '{path}' is virtual and is not opened; query it instead.");
    }
}
