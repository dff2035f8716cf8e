using System.Diagnostics;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Locks;

namespace Swarm.Verification.Replay;

/// <summary>
/// The nonces that a verifier accepted: a file of one line each, which verifiers on one machine may share. A nonce is
/// flushed before its run counts as accepted, so that <c>kill -9</c> may cost an acceptance and never gives a second one.
/// A file that cannot be read whole accepts nothing.
/// </summary>
public sealed class ReplayLedger
{
    private const long MostBytes = 256L << 20;
    private const int FewestExpired = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly TimeProvider _time;

    /// <summary>Takes a ledger; its file is made with the first acceptance.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock that decides what is over.</param>
    public ReplayLedger(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        (_path, _time) = (Path.GetFullPath(path), time);
    }

    /// <summary>Accepts a nonce once.</summary>
    /// <param name="nonce">The nonce.</param>
    /// <param name="expiresAtUnix">When acceptance ends, in seconds since 1970.</param>
    /// <param name="artifactHash">The certificate's digest.</param>
    /// <returns>Null where this is its first use and in time, and is now recorded; else why it is refused.</returns>
    /// <exception cref="SwarmException">The ledger is damaged (<c>CERTIFICATE_REPLAYED</c>), held or cannot be written.</exception>
    public string? Accept(string nonce, long expiresAtUnix, Digest artifactHash)
    {
        ArgumentNullException.ThrowIfNull(nonce);
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        if (now > expiresAtUnix)
        {
            return $"its time of acceptance is over since {now - expiresAtUnix} s: run again";
        }

        using var alone = Lock();
        var lines = ReadLines();
        var records = lines.Select(Read).ToList();
        if (records.FirstOrDefault(record => string.Equals(record.Nonce, nonce, StringComparison.Ordinal)) is { } seen)
        {
            return seen.ArtifactHash == artifactHash ? "it was accepted before: its nonce is in the ledger" : $"its nonce was accepted before, with certificate {seen.ArtifactHash}";
        }

        var line = CanonicalJson.Serialize(new ReplayRecord(nonce, expiresAtUnix, artifactHash), ReplayJson.Default.ReplayRecord);
        var live = records.Zip(lines).Where(pair => pair.First.ExpiresAtUnix >= now).Select(pair => pair.Second).ToList();
        if (records.Count - live.Count > Math.Max(FewestExpired, live.Count))
        {
            DurableFile.Write(_path, [.. live.SelectMany(text => Encoding.UTF8.GetBytes(text + "\n")), .. line, (byte)'\n']);
        }
        else
        {
            Append([.. line, (byte)'\n']);
        }

        return null;
    }

    private ReplayRecord Read(string line)
    {
        try
        {
            return StrictJson.Parse(Encoding.UTF8.GetBytes(line), ReplayJson.Default.ReplayRecord, "line of the replay ledger");
        }
        catch (SwarmException exception)
        {
            throw Damaged(exception.Message);
        }
    }

    private string[] ReadLines()
    {
        try
        {
            if (!File.Exists(_path))
            {
                return [];
            }

            var text = Encoding.UTF8.GetString(BoundedFile.Read(_path, MostBytes, "replay ledger", tooLarge: ErrorCode.CertificateReplayed));

            // Only a crash leaves half a line; it was not accepted, and the next line must not run on from it.
            var end = text.LastIndexOf('\n') + 1;
            if (end < text.Length)
            {
                DurableFile.Write(_path, Encoding.UTF8.GetBytes(text[..end]));
            }

            return text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The replay ledger '{_path}' cannot be read: {exception.Message}", exception);
        }
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        try
        {
            var isNew = !File.Exists(_path);
            using (var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read))
            {
                stream.Write(line);
                FileFlush.Flush(stream);
            }

            if (isNew)
            {
                DirectoryFlush.Flush(Path.GetDirectoryName(_path)!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(_path, exception);
        }
    }

    /// <summary>The system's own lock on a file beside the ledger, which ends with its process.</summary>
    private FileLock Lock()
    {
        var path = _path + ".lock";
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (FileLock.TryTake(path, isExclusive: true) is { } held)
                {
                    FileLock.Prove(path);
                    return held;
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw DurableFile.Unwritable(path, exception);
            }

            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                throw new SwarmException(ErrorCode.StoreBusy, $"Another process has kept '{path}' for {Patience.TotalSeconds:0} s: end it, then try again.");
            }

            Thread.Sleep(Pause);
        }
    }

    private SwarmException Damaged(string reason) => new(
        ErrorCode.CertificateReplayed, $"The replay ledger '{_path}' accepts nothing, because it is damaged: {reason} Mend it from a copy, or begin a new one when all that it accepted has expired.");
}
