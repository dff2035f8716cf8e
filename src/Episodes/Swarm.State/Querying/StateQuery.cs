using System.Globalization;
using SQLitePCL;
using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Rows;

namespace Swarm.State.Querying;

/// <summary>Runs a user's own read-only SQL on a database that nobody writes.</summary>
public static class StateQuery
{
    /// <summary>
    /// Runs one statement that reads, and streams its rows. Nothing can be written: the file is opened read-only, and
    /// whatever does more than read is refused before it runs.
    /// </summary>
    /// <param name="path">A checked file. An absent or empty one is a database of no tables.</param>
    /// <param name="sql">One SQL statement; its parameters are written <c>@name</c>, <c>:name</c> or <c>$name</c>.</param>
    /// <param name="parameters">
    /// A value for each parameter, under its name without the mark: null, text, bytes, a truth value or a number.
    /// </param>
    /// <param name="limits">How much it may take; the defaults where null.</param>
    /// <param name="cancellationToken">Ends the query within about a tenth of a second.</param>
    /// <returns>The rows. The database is open from the first to the last, or until the enumerator is disposed.</returns>
    /// <exception cref="SwarmException">
    /// The statement is malformed, does more than read, lacks a parameter or exceeds a limit
    /// (<c>STATE_QUERY_INVALID</c>); or the file is not a sound database (<c>STATE_INVALID</c>) or not settled
    /// (<c>STATE_BUSY</c>). Thrown while the rows are read.
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static IEnumerable<StateRow> Execute(
        string path,
        string sql,
        IReadOnlyDictionary<string, object?>? parameters = null,
        StateQueryLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(sql);
        return Stream(path, sql, parameters ?? new Dictionary<string, object?>(), limits ?? new StateQueryLimits(), cancellationToken);
    }

    private static IEnumerable<StateRow> Stream(
        string path, string sql, IReadOnlyDictionary<string, object?> parameters, StateQueryLimits limits, CancellationToken cancellation)
    {
        using var database = SettledDatabase.Open(path, new Deadline(limits.Timeout, cancellation), OpenMode.Query);
        database.ExplainAs(QueryFailure.Explain);
        raw.sqlite3_limit(database.Handle, raw.SQLITE_LIMIT_LENGTH, limits.MaximumValueBytes);
        ReadOnlyAuthorizer.Install(database);
        using var statement = SingleStatement.Prepare(database, sql);
        ParameterBinder.Bind(statement, parameters);
        var columns = RowReader.ReadColumns(statement);
        for (var count = 1L; statement.Step(); count++)
        {
            if (count > limits.MaximumRows)
            {
                throw QueryFailure.Create(string.Create(
                    CultureInfo.InvariantCulture, $"it gives more than {limits.MaximumRows} rows; narrow it, add LIMIT, or allow more"));
            }

            yield return RowReader.Read(statement, columns);
        }
    }
}
