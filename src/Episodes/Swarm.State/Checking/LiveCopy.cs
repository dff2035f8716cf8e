using System.Globalization;
using SQLitePCL;
using Swarm.Core.Errors;
using Swarm.State.Connections;
using Swarm.State.Files;

namespace Swarm.State.Checking;

/// <summary>A copy, as of one moment, of a database that others may be using.</summary>
internal sealed class LiveCopy
{
    private const int PagesBetweenLooks = 2048;

    private readonly string _name;
    private readonly DatabaseFiles _source;
    private readonly StateCheckOptions _options;
    private readonly CancellationToken _cancellation;
    private bool _wantsToWrite;

    internal LiveCopy(string source, StateCheckOptions options, CancellationToken cancellation)
    {
        _name = source;
        _source = new DatabaseFiles(FollowLink(source), source);
        _options = options;
        _cancellation = cancellation;
    }

    internal void WriteTo(string destination)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (FileProbe.KindOf(_source.Main) == FileKind.Absent)
            throw new SwarmException(ErrorCode.PathInvalid, $"There is no database '{_name}'; name an existing SQLite file.");
        _source.EnsureOrdinary();
        _source.EnsureWithin(_options.MaximumBytes);

        using var copy = new NewFile(destination, overwrite: false);
        try
        {
            Fill(copy.TemporaryPath);
            Checkup.Run(copy.TemporaryPath, _name, _options, _cancellation);
        }
        catch
        {
            new DatabaseFiles(copy.TemporaryPath, _name).RemoveCompanions();
            throw;
        }

        copy.Commit();
    }

    private void Fill(string target)
    {
        if (_source.IsEmpty)
            return;
        var header = DatabaseHeader.Read(_source.Main);
        if (!header.IsSqlite)
            throw Failure.Explain(raw.SQLITE_NOTADB, "", _name);
        var patience = new Deadline(_options.BusyTimeout, _cancellation);
        while (header.IsWriteAheadLog && !HasWriteAheadLog())
        {
            if (TryCopyBytes(target))
                return;
            if (!patience.TryPause())
                throw Failure.Explain(raw.SQLITE_BUSY, "", _name);
        }

        try
        {
            Backup(target, patience);
        }
        catch (SwarmException) when (_wantsToWrite)
        {
            CopyWithCompanions(target, patience);
        }
    }

    // SQLite takes in what a log or journal holds only where it may write beside it: it does so beside the copy, when that is checked.
    private void CopyWithCompanions(string target, Deadline patience)
    {
        var copy = new DatabaseFiles(target, _name);
        while (true)
        {
            var before = Stamp();
            copy.RemoveCompanions();
            FileBytes.Copy(_source.Main, target, _cancellation);
            foreach (var (from, to) in new[] { (_source.WriteAheadLog, copy.WriteAheadLog), (_source.Journal, copy.Journal) })
            {
                if (DatabaseFiles.LengthOf(from) > 0)
                    FileBytes.Copy(from, to, _cancellation);
            }

            if (before == Stamp())
                return;
            if (!patience.TryPause())
                throw Failure.Explain(raw.SQLITE_BUSY, "", _name);
        }
    }

    // SQLite cannot read a database in this mode without creating files beside it. Without a log nobody has it open,
    // so its bytes are copied, unless somebody came meanwhile.
    private bool TryCopyBytes(string target)
    {
        var before = Stamp();
        FileBytes.Copy(_source.Main, target, _cancellation);
        return before == Stamp() && !HasWriteAheadLog();
    }

    private void Backup(string target, Deadline patience)
    {
        File.WriteAllBytes(target, []);
        var unhurried = new Deadline(length: null, _cancellation);
        using var source = Database.Open(_source.Main, _name, OpenMode.Live, unhurried);
        using var copy = Database.Open(target, _name, OpenMode.Create, unhurried);
        Hardening.Configure(source.Handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on: true);
        source.ExplainAs((result, _) =>
        {
            _wantsToWrite |= (result & 0xFF) is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM;
            return null;
        });
        source.Execute("BEGIN");
        source.ExecuteWhenFree("SELECT 1 FROM sqlite_master LIMIT 1", patience);
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
        var result = raw.SQLITE_OK;
        while (result == raw.SQLITE_OK)
        {
            _cancellation.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesBetweenLooks);
        }

        source.Check(result);
    }

    private bool HasWriteAheadLog() =>
        DatabaseFiles.LengthOf(_source.WriteAheadLog) > 0 || FileProbe.KindOf(_source.SharedMemory) != FileKind.Absent;

    private string Stamp() => string.Join(
        '/',
        new[] { _source.Main, _source.WriteAheadLog, _source.Journal }
            .Select(path => string.Create(CultureInfo.InvariantCulture, $"{DatabaseFiles.LengthOf(path)} {File.GetLastWriteTimeUtc(path).Ticks}")));

    private static string FollowLink(string path) =>
        FileProbe.KindOf(path) == FileKind.Link && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
            ? target.FullName
            : path;
}
