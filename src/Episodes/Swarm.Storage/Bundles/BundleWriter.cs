using Swarm.Storage.Manifests;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>Writes the tar file of a bundle: the same bytes for the same node, whichever store it is in.</summary>
internal static class BundleWriter
{
    public static void Write(Stream output, Store store, BundleParts parts, CancellationToken cancellationToken)
    {
        WriteDocument(output, BundleFiles.Manifest, parts.ManifestBytes);
        WriteDocument(output, BundleFiles.Node, parts.NodeBytes);
        var hasWorkspace = false;
        foreach (var entry in parts.Snapshot.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!hasWorkspace && entry.Path.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal))
            {
                WriteWorkspaceFolder(output, parts.Snapshot.Folder);
                hasWorkspace = true;
            }

            var isOtherName = entry.HardLinkOf is not null;
            output.Write(TarHeader.Write(new TarEntry(entry.Path, entry.Kind, entry.Mode, isOtherName ? 0 : entry.Size, entry.LinkTarget)
            {
                HardLinkOf = entry.HardLinkOf,
                Attributes = isOtherName ? [] : entry.Attributes,
            }));
            if (entry.Kind == EntryKind.File && !isOtherName)
            {
                WriteContent(output, store, entry, cancellationToken);
            }
        }

        if (!hasWorkspace)
        {
            WriteWorkspaceFolder(output, parts.Snapshot.Folder);
        }

        output.Write(new byte[2 * TarFormat.BlockSize]);
    }

    private static void WriteContent(Stream output, Store store, ManifestEntry entry, CancellationToken cancellationToken)
    {
        var left = entry.Size;
        foreach (var bytes in store.ReadFile(entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(bytes);
            left -= bytes.Length;
        }

        if (left != 0)
        {
            throw ManifestCodec.Malformed();
        }

        output.Write(new byte[TarFormat.Padding(entry.Size)]);
    }

    private static void WriteDocument(Stream output, string name, byte[] content)
    {
        output.Write(TarHeader.Write(new TarEntry(name, EntryKind.File, ManifestEntry.DefaultFileMode, content.Length, LinkTarget: null)));
        output.Write(content);
        output.Write(new byte[TarFormat.Padding(content.Length)]);
    }

    private static void WriteWorkspaceFolder(Stream output, ManifestEntry? folder) => output.Write(TarHeader.Write(
        new TarEntry(BundleFiles.Workspace, EntryKind.Directory, folder?.Mode ?? ManifestEntry.DefaultDirectoryMode, Size: 0, LinkTarget: null)
        {
            Attributes = folder?.Attributes ?? [],
        }));
}
