using SQLitePCL;
using Swarm.Core.Errors;

namespace Swarm.State.Connections;

/// <summary>What SQLite's result codes mean to a user.</summary>
internal static class Failure
{
    internal static SwarmException Explain(int result, string message, string name) => (result & 0xFF) switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => new(
            ErrorCode.StateBusy, $"The database '{name}' is locked by another process; let that finish, then try again."),
        raw.SQLITE_NOTADB => new(
            ErrorCode.StateInvalid, $"'{name}' is not a SQLite database, or it is encrypted; name a plain SQLite file."),
        raw.SQLITE_CORRUPT => Damaged(name, message),
        raw.SQLITE_READONLY => new(
            ErrorCode.StateInvalid,
            $"The database '{name}' was left in the middle of a transaction and cannot be recovered while it is only read ({message}); "
            + "open it once with its own program."),
        raw.SQLITE_FULL => new(ErrorCode.StoreUnwritable, $"The disk that holds '{name}' or the temporary files is full; free some space."),
        raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => new(
            ErrorCode.StateInvalid, $"The database '{name}' cannot be opened ({message}); check its permissions and its folder's."),
        raw.SQLITE_IOERR => new(ErrorCode.StateInvalid, $"The database '{name}' cannot be read or written ({message}); check the disk."),
        _ => new(ErrorCode.StateInvalid, $"The database '{name}' cannot be used: {message}."),
    };

    internal static SwarmException Damaged(string name, string finding) => new(
        ErrorCode.StateInvalid, $"The database '{name}' is damaged: {finding}; restore it from an earlier node or a copy.");
}
