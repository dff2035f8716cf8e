using System.Security.Cryptography;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Randomness;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>Writes a node as one sealed file, which <c>age</c> and <c>tar</c> open.</summary>
public static class BundleExporter
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Writes a bundle, whole or not at all. Memory does not grow with the node.</summary>
    /// <param name="store">The store.</param>
    /// <param name="export">What to write.</param>
    /// <param name="random">Where the bundle's keys come from, unless the node is of a deterministic run.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left behind.</param>
    /// <exception cref="SwarmException">The node cannot be read, no import would take it (<c>BUNDLE_INVALID</c>), or the file cannot be written.</exception>
    public static ExportedBundle Export(Store store, BundleExport export, RandomSource random, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(random);
        RequireFree(export);
        using var lease = store.Lease("export a bundle");
        using var capability = store.OpenCapability(export.Node, RatchetKind.State);
        var snapshot = store.ReadManifest(export.Node, capability);
        RequireImportable(snapshot);
        var parts = Describe(export.Node, snapshot, capability);
        var recipients = Recipients(store, export);
        using var derived = IsDeterministic(store, export.Node) ? Derive(store, parts, capability, recipients, cancellationToken) : null;
        var (digest, size) = Write(store, export, parts, recipients, derived ?? random, cancellationToken);
        var locator = new BundleLocator
        {
            Locator = FileAddress.Of(export.Destination),
            BundleSha256 = digest,
            BundleManifestSha256 = Digest.Compute(parts.ManifestBytes),
            Size = size,
        };
        return new ExportedBundle(export.Node.NodeId, export.Destination, locator, Foresee(snapshot));
    }

    private static void RequireFree(BundleExport export)
    {
        if (Directory.Exists(export.Destination) || (File.Exists(export.Destination) && !export.Overwrite))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"'{export.Destination}' is there already: name another file, or allow it to be replaced.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(export.Destination)))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The folder of '{export.Destination}' is not there: make it first, or name another.");
        }
    }

    private static BundleParts Describe(NodeRecord node, Manifest snapshot, Capability capability)
    {
        var salt = capability.Chain.DeriveKey(RatchetKeyUse.SnapshotRoot, node.StateId);
        var manifest = new BundleManifest
        {
            StateId = node.StateId,
            SnapshotRoot = node.SnapshotRoot,
            RootSalt = Convert.ToHexStringLower(salt),
            EntryCount = snapshot.Entries.Count,
            TotalBytes = snapshot.TotalBytes,
        };
        return new BundleParts(
            CanonicalJson.Serialize(manifest, ContractJson.Default.BundleManifest),
            CanonicalJson.Serialize(node.ToDocument(), ContractJson.Default.NodeDocument),
            snapshot);
    }

    private static AgeRecipient[] Recipients(Store store, BundleExport export) =>
    [
        .. (export.Recipients.Count == 0 ? [store.Keys.Public.Recipient] : export.Recipients)
            .DistinctBy(recipient => recipient.ToString(), StringComparer.Ordinal)
            .OrderBy(recipient => recipient.ToString(), StringComparer.Ordinal),
    ];

    private static bool IsDeterministic(Store store, NodeRecord node)
    {
        var file = store.Layout.NodeFile(node.OriginNodeId, NodeFiles.Certificate);
        return node.CertificateSha256 is not null && File.Exists(file)
            && StrictJson.Parse(DocumentFile.Read(file), ContractJson.Default.Certificate, "certificate").Deterministic == true;
    }

    /// <summary>A source for which the same node and recipients give the same file, and nothing else shares a key.</summary>
    private static DerivedRandomSource Derive(
        Store store, BundleParts parts, Capability capability, IReadOnlyList<AgeRecipient> recipients, CancellationToken cancellationToken)
    {
        using var sha = SHA256.Create();
        using (var hashing = new CryptoStream(Stream.Null, sha, CryptoStreamMode.Write))
        {
            BundleWriter.Write(hashing, store, parts, cancellationToken);
        }

        var key = capability.Chain.DeriveKey(RatchetKeyUse.Bundle, capability.NodeId);
        try
        {
            return new DerivedRandomSource(key, $"swarm/bundle/v1\n{new Digest(sha.Hash)}\n{string.Join('\n', recipients)}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static (Digest Digest, long Size) Write(
        Store store, BundleExport export, BundleParts parts, IReadOnlyList<AgeRecipient> recipients, RandomSource random, CancellationToken cancellationToken)
    {
        var destination = export.Destination;
        var temporary = $"{destination}.{Guid.NewGuid():N}.tmp";
        export.NoteTemporary?.Invoke(temporary);
        try
        {
            using var sha = SHA256.Create();
            long size;
            using (var file = DurableFile.Create(temporary, BufferBytes))
            {
                using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
                {
                    using var age = AgeEncryptor.OpenWrite(hashing, recipients, random);
                    BundleWriter.Write(age, store, parts, cancellationToken);
                }

                FileFlush.Flush(file);
                size = file.Length;
            }

            File.Move(temporary, destination, overwrite: true);
            FlushName(destination);
            return (new Digest(sha.Hash), size);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(destination, exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // A bundle that may be gone after a power cut is not left to be taken for one that is there.
    private static void FlushName(string destination)
    {
        try
        {
            DirectoryFlush.Flush(Path.GetDirectoryName(destination)!);
        }
        catch
        {
            File.Delete(destination);
            throw;
        }
    }

    /// <summary>Refuses to write what no import takes: that is better known before the store is gone.</summary>
    private static void RequireImportable(Manifest snapshot)
    {
        foreach (var entry in snapshot.Entries)
        {
            if (BundlePaths.Refuse(entry) is { } reason)
            {
                throw Unimportable(entry.Path, reason);
            }
        }

        if (PathRules.FindClash(snapshot.Entries.Select(entry => entry.Path)) is { } clash)
        {
            throw Unimportable(clash.Second, $"some file systems take it for '{clash.First}'");
        }
    }

    private static SwarmException Unimportable(string path, string reason) => new(
        ErrorCode.BundleInvalid,
        $"The node cannot travel as a bundle, because no import takes '{path}': {reason}. Rename it or list it in {TreeScanner.IgnoreFile} in a run from the node, then export that run's node.");

    private static List<string> Foresee(Manifest snapshot)
    {
        var outward = snapshot.Entries.Where(BundlePaths.LeadsOut).ToArray();
        return outward.Length == 0 ? [] : [$"An import has to allow {outward.Length} link(s) that lead out of the workspace, the first '{outward[0].Path}'."];
    }
}
