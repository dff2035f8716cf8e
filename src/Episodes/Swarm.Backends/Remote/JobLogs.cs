using System.Security.Cryptography;
using System.Text;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Backends.Remote;

/// <summary>Puts the logs of a run's jobs one after another into one new file.</summary>
internal static class JobLogs
{
    /// <summary>Writes the file.</summary>
    /// <param name="destination">The file to make; nothing may be there.</param>
    /// <param name="limit">The most bytes of all logs.</param>
    /// <param name="jobs">The jobs: the line that stands above each one's log, and what fetches the log, or gives false where there is none.</param>
    /// <param name="cancellationToken">Ends it and leaves nothing.</param>
    public static async Task<DownloadedFile> WriteAsync(
        string destination, long limit, IEnumerable<(string Title, Func<string, long, CancellationToken, Task<bool>> Fetch)> jobs, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(destination);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        if (Path.Exists(destination))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{destination}' is there already, and nothing is overwritten: name another file.");
        }

        var (temporary, part) = ($"{destination}.{Guid.NewGuid():N}.tmp", $"{destination}.{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var target = DurableFile.Create(temporary))
            {
                foreach (var (title, fetch) in jobs)
                {
                    await target.WriteAsync(Encoding.UTF8.GetBytes($"{(target.Length == 0 ? "" : "\n")}=== {title}\n"), cancellationToken);
                    if (!await fetch(part, limit, cancellationToken))
                    {
                        await target.WriteAsync("(no log)\n"u8.ToArray(), cancellationToken);
                        continue;
                    }

                    await using (var source = File.OpenRead(part))
                    {
                        limit -= source.Length;
                        await source.CopyToAsync(target, cancellationToken);
                    }

                    File.Delete(part);
                }

                FileFlush.Flush(target);
            }

            File.Move(temporary, destination);
            DirectoryFlush.Flush(Path.GetDirectoryName(Path.GetFullPath(destination))!);
            await using var written = File.OpenRead(destination);
            return new DownloadedFile(destination, written.Length, new Digest(await SHA256.HashDataAsync(written, cancellationToken)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{destination}' cannot be written: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            File.Delete(temporary);
            File.Delete(part);
        }
    }
}
