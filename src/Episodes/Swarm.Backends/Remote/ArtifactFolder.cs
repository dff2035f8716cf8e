using Swarm.Backends.Archives;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Nodes;

namespace Swarm.Backends.Remote;

/// <summary>Puts a run's artifact, and the Sigstore bundle that another job attested it with, into one new folder.</summary>
internal static class ArtifactFolder
{
    /// <summary>What the name of the attestation's artifact ends with, after the request id.</summary>
    public const string AttestationSuffix = "-attestation";

    private static readonly ArchiveLimits AttestationLimits = new() { Entries = 4, ArchiveBytes = 16 * 1024 * 1024, TotalBytes = 16 * 1024 * 1024 };

    /// <summary>Fetches an archive to a file, taking at most so many bytes.</summary>
    public delegate Task Fetch(string path, long limit, CancellationToken cancellationToken);

    /// <summary>Fills the folder.</summary>
    /// <param name="folder">The folder to make; nothing may be there.</param>
    /// <param name="name">The artifact, for messages.</param>
    /// <param name="limits">What bounds it; null for the usual limits.</param>
    /// <param name="fetch">Fetches it.</param>
    /// <param name="fetchAttestation">Fetches the attestation's; null where there is none.</param>
    /// <param name="cancellationToken">Ends it and leaves nothing.</param>
    public static async Task<IReadOnlyList<ExtractedFile>> FillAsync(
        string folder, string name, ArchiveLimits? limits, Fetch fetch, Fetch? fetchAttestation, CancellationToken cancellationToken)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.Exists(place))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{folder}' is there already, and nothing is overwritten: name a new folder.");
        }

        var staging = $"{place}.{Guid.NewGuid():N}.tmp";
        DurableFile.CreateDirectory(staging);
        try
        {
            var (content, files) = await TakeAsync(staging, "main", name, limits ?? new ArchiveLimits(), fetch, cancellationToken);
            if (fetchAttestation is not null)
            {
                var (_, attested) = await TakeAsync(staging, "attestation", $"attestation of the {name}", AttestationLimits, fetchAttestation, cancellationToken);
                files.Add(AddAttestation(name, content, files, attested));
            }

            DirectoryFlush.Flush(content);
            Directory.Move(content, place);
            DirectoryFlush.Flush(Path.GetDirectoryName(place)!);
            return [.. files.Select(file => file with { Path = Path.Combine(place, Path.GetRelativePath(content, file.Path)) })];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{folder}' cannot be made: {exception.Message} Name another place, or make room there.", exception);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    // GitLab keeps the folder that the files were in, GitHub does not: an archive of one folder is taken for what is in it.
    private static async Task<(string Content, List<ExtractedFile> Files)> TakeAsync(
        string staging, string part, string name, ArchiveLimits limits, Fetch fetch, CancellationToken cancellationToken)
    {
        var archive = Path.Combine(staging, $"{part}.zip");
        await fetch(archive, limits.ArchiveBytes, cancellationToken);
        var content = Path.Combine(staging, part);
        var files = await new ArtifactArchive(name, limits).ExtractAsync(archive, content, expected: null, cancellationToken);
        File.Delete(archive);
        if (Directory.GetFileSystemEntries(content) is not [var only] || !Directory.Exists(only))
        {
            return (content, [.. files]);
        }

        var prefix = Path.GetFileName(only).Length + 1;
        return (only, [.. files.Select(file => file with { Name = file.Name[prefix..] })]);
    }

    // Its job runs no code of the step's, and gives out this one file: anything more would be taken for the runner's.
    private static ExtractedFile AddAttestation(string name, string content, List<ExtractedFile> files, List<ExtractedFile> attested)
    {
        if (attested is not [{ Name: NodeFiles.SigstoreBundle } bundle])
        {
            throw new SwarmException(
                ErrorCode.ArtifactArchiveInvalid, $"The attestation of the {name} holds other files than {NodeFiles.SigstoreBundle} alone: see what its job uploads, and run the step again.");
        }

        if (files.Exists(static file => string.Equals(file.Name, NodeFiles.SigstoreBundle, StringComparison.OrdinalIgnoreCase)))
        {
            throw new SwarmException(
                ErrorCode.ArtifactArchiveInvalid, $"The {name} holds a {NodeFiles.SigstoreBundle} of its own beside the one that was attested: see which step writes it, and run the step again.");
        }

        var target = Path.Combine(content, NodeFiles.SigstoreBundle);
        File.Move(bundle.Path, target);
        return bundle with { Path = target };
    }
}
