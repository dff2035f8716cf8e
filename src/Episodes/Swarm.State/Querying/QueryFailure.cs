using SQLitePCL;
using Swarm.Core.Errors;

namespace Swarm.State.Querying;

/// <summary>Refusals of a query.</summary>
internal static class QueryFailure
{
    internal static SwarmException Create(string reason) =>
        new(ErrorCode.StateQueryInvalid, $"The query is refused: {reason}.");

    /// <summary>Tells the faults of a query from those of its database.</summary>
    /// <returns>The refusal, or null where the database is at fault.</returns>
    internal static SwarmException? Explain(int result, string message) => (result & 0xFF) switch
    {
        raw.SQLITE_AUTH or raw.SQLITE_READONLY => Create($"it may only read ({message})"),
        raw.SQLITE_TOOBIG => Create($"a value or its text is larger than allowed ({message})"),
        raw.SQLITE_ERROR or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_CONSTRAINT or raw.SQLITE_NOMEM => Create(message),
        _ => null,
    };
}
