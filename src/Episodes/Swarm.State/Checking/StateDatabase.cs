using Swarm.Core.Errors;
using Swarm.State.Files;

namespace Swarm.State.Checking;

/// <summary>Makes a SQLite file fit to be kept: checks what a step left, and copies what a user has.</summary>
public static class StateDatabase
{
    /// <summary>
    /// Checks a database that a stranger may have written, and makes it one file: rolls back a hot journal, takes in
    /// and truncates its write-ahead log, runs <c>quick_check</c>, and leaves no companion beside it. The journal mode
    /// that its user chose stays recorded in it. What its schema names and this SQLite lacks is passed over and listed. SQLite is closed
    /// on it when this returns.
    /// </summary>
    /// <param name="path">The file. Links in its folder's path are followed, a link in its own place is refused.</param>
    /// <param name="options">How patient to be and how large it may be; the defaults where null.</param>
    /// <param name="cancellationToken">Ends the check within about a tenth of a second.</param>
    /// <exception cref="SwarmException">
    /// It is not an ordinary file, not SQLite, damaged or too large (<c>STATE_INVALID</c>), or another process holds it
    /// (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static StateCheck Check(string path, StateCheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Checkup.Run(path, path, options ?? new StateCheckOptions(), cancellationToken);
    }

    /// <summary>Checks as <see cref="Check"/> does, on a thread of the pool.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How patient to be and how large it may be; the defaults where null.</param>
    /// <param name="cancellationToken">Ends the check within about a tenth of a second.</param>
    /// <exception cref="SwarmException">As <see cref="Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static Task<StateCheck> CheckAsync(
        string path, StateCheckOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Check(path, options, cancellationToken), cancellationToken);

    /// <summary>Creates an empty database: a file of no bytes, which SQLite takes as a database of no tables.</summary>
    /// <param name="path">Where; nothing may be there yet.</param>
    /// <exception cref="SwarmException">Something is there, or the folder is missing (<c>PATH_INVALID</c>).</exception>
    public static void CreateEmpty(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        NewFile.Create(path).Dispose();
    }

    /// <summary>
    /// Copies a user's database as of one moment, also while another process writes it, and checks the copy. The
    /// source is opened read-only and its bytes never change. Where its last writer died and left a write-ahead log,
    /// SQLite may leave its index of that log (<c>-shm</c>) beside it, as any reader would.
    /// </summary>
    /// <param name="source">The user's database; links are followed.</param>
    /// <param name="destination">Where the copy goes; nothing may be there yet.</param>
    /// <param name="options">How patient to be and how large it may be; the defaults where null.</param>
    /// <param name="cancellationToken">Ends the copying; nothing is left behind.</param>
    /// <exception cref="SwarmException">
    /// The source is missing or the destination is there (<c>PATH_INVALID</c>), the source is not a sound SQLite
    /// database (<c>STATE_INVALID</c>), or a writer holds it too long (<c>STATE_BUSY</c>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void CopyConsistent(
        string source, string destination, StateCheckOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(destination);
        new LiveCopy(source, options ?? new StateCheckOptions(), cancellationToken).WriteTo(destination);
    }
}
