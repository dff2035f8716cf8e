using Swarm.Backends.Archives;
using Swarm.Backends.Http;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles;

/// <summary>Takes the bundle, and nothing else, out of the archive that a job left.</summary>
internal static class ArtifactBundle
{
    /// <summary>What the bundle is called in its archive.</summary>
    public const string Name = "bundle.age";

    // Beside the bundle an artifact holds documents and the sealed log.
    private const long MostBesideBytes = 512L << 20;

    /// <summary>Fetches the archive to a file, taking at most so many bytes.</summary>
    public delegate Task Fetch(string path, long limit, CancellationToken cancellationToken);

    /// <summary>Takes it.</summary>
    /// <param name="bundle">Where it goes, and what it is held to.</param>
    /// <param name="name">The archive, for messages.</param>
    /// <param name="entry">The bundle's path in the archive.</param>
    /// <param name="fetch">Fetches the archive.</param>
    /// <param name="cancellationToken">Ends it; nothing is left behind.</param>
    /// <exception cref="SwarmException">The archive is refused or lacks it (<c>ARTIFACT_*</c>), or it cannot be written (<c>PATH_INVALID</c>).</exception>
    public static async Task<DownloadedFile> TakeAsync(IncomingBundle bundle, string name, string entry, Fetch fetch, CancellationToken cancellationToken)
    {
        var folder = bundle.Beside();
        try
        {
            Directory.CreateDirectory(folder);
            var archive = Path.Combine(folder, "artifact.zip");
            var most = bundle.Limit > long.MaxValue - MostBesideBytes ? long.MaxValue : bundle.Limit + MostBesideBytes;
            await fetch(archive, most, cancellationToken);
            var limits = new ArchiveLimits { ArchiveBytes = most, TotalBytes = bundle.Limit, PassOverOthers = true };
            var files = await new ArtifactArchive(name, limits).ExtractAsync(
                archive, Path.Combine(folder, "files"), [new ArchiveFile(entry, bundle.Limit, ErrorCode.ArtifactMissingBundle)], cancellationToken);
            return bundle.Keep(files[0].Path, files[0].Size, files[0].Digest);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{bundle.Destination}' cannot be written: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
