using System.Security.Cryptography;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Trees;

namespace Swarm.Backends.Bundles.Files;

/// <summary>A folder as a store: <c>file:///folder</c>, and in it each bundle under its digest.</summary>
internal sealed class FileBundles : IBundleScheme
{
    private const int BufferBytes = 1 << 20;
    private static readonly TimeSpan AgeOfLeftovers = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public async Task<string> PutAsync(BundleAddress store, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        var folder = LocalPath(store);
        if (!Directory.Exists(folder))
        {
            throw new SwarmException(ErrorCode.BundleStoreNotFound, $"There is no folder '{folder}' to put bundles into: make or mount it first, or name another.");
        }

        var path = Path.Combine(folder, bundle.Name);
        try
        {
            if (!await IsThereAsync(path, bundle, cancellationToken))
            {
                await WriteAsync(path, bundle, cancellationToken);
            }

            return FileAddress.Of(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SwarmException(ErrorCode.BundleStoreForbidden, $"'{path}' cannot be written: {exception.Message} Give yourself the right to write there, or name another folder.", exception);
        }
        catch (IOException exception)
        {
            throw new SwarmException(ErrorCode.BundleStoreUnavailable, $"'{path}' cannot be written: {exception.Message} See that its disk has room and is there.", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<DownloadedFile> GetAsync(BundleAddress locator, IncomingBundle bundle, CancellationToken cancellationToken)
    {
        var path = LocalPath(locator);
        try
        {
            RequireFile(path);
            await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
            bundle.RequireSize(source.Length);
            return await bundle.TakeAsync(source, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SwarmException(ErrorCode.BundleStoreForbidden, $"'{path}' cannot be read: {exception.Message} Give yourself the right to read it.", exception);
        }
        catch (IOException exception)
        {
            throw new SwarmException(ErrorCode.BundleStoreUnavailable, $"'{path}' cannot be read: {exception.Message} See that its disk is there.", exception);
        }
    }

    private static string LocalPath(BundleAddress address)
    {
        if (address.Authority is not ("" or "localhost"))
        {
            throw address.Refuse("it names another computer, and a file is read from a folder of this one. Mount the share, and write 'file:///' and its whole path");
        }

        var path = OperatingSystem.IsWindows() ? string.Join('\\', address.Segments) : $"/{string.Join('/', address.Segments)}";
        return address.Segments.Count > 0 && Path.IsPathFullyQualified(path)
            ? path
            : throw address.Refuse("it has no whole path. Write 'file:///' and the path from the root on");
    }

    // A pipe or a device would be waited on, or never end.
    private static void RequireFile(string path)
    {
        var status = FileStatus.Read(path) ?? throw Missing(path);
        if (status.Kind == EntryKind.Link)
        {
            status = File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? FileStatus.Read(target.FullName) ?? throw Missing(path) : status;
        }

        if (status.Kind != EntryKind.File)
        {
            throw new SwarmException(ErrorCode.ArtifactBundleInvalid, $"'{path}' is no file: give the locator of a bundle, as it was returned when the bundle was stored.");
        }
    }

    private static SwarmException Missing(string path) => new(
        ErrorCode.ArtifactMissingBundle, $"There is no bundle '{path}': check the locator for spelling, see that the folder is mounted, or have the bundle stored again.");

    private static async Task<bool> IsThereAsync(string path, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        if (FileStatus.Read(path) is not { Kind: EntryKind.File } status || status.Size != bundle.Size)
        {
            return false;
        }

        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true);
        return new Digest(await SHA256.HashDataAsync(stream, cancellationToken)) == bundle.Digest;
    }

    private static async Task WriteAsync(string path, OutgoingBundle bundle, CancellationToken cancellationToken)
    {
        RemoveLeftovers(path);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            // Others may read it, as the folder allows: it is sealed.
            await using (var target = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true))
            {
                await using var source = bundle.Read(0, bundle.Size);
                await source.CopyToAsync(target, BufferBytes, cancellationToken);
                FileFlush.Flush(target);
            }

            File.Move(temporary, path, overwrite: true);
            DirectoryFlush.Flush(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // What a killed process left of this very bundle; a younger one may be another process at work.
    private static void RemoveLeftovers(string path)
    {
        foreach (var leftover in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $"{Path.GetFileName(path)}.*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(leftover) > AgeOfLeftovers)
            {
                File.Delete(leftover);
            }
        }
    }
}
