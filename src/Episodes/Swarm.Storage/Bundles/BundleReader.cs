using System.Text.Json.Serialization.Metadata;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Core.Json;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Bundles;

/// <summary>
/// Reads a bundle in one pass, and trusts nothing in it: every path is judged before its content is taken, and at the
/// end count, bytes and Merkle root have to be those of its manifest. Nothing is written to any folder.
/// </summary>
internal sealed class BundleReader
{
    private const int MostDocumentBytes = 64 * 1024;
    private const long MostEntries = 8_000_000;

    private static readonly Comparer<ManifestEntry> ByPath = Comparer<ManifestEntry>.Create(static (left, right) => PathOrder.Instance.Compare(left.Path, right.Path));

    private readonly TarReader _tar;
    private readonly bool _allowOutwardLinks;
    private readonly Func<Stream, ManifestEntry, ManifestEntry> _capture;
    private readonly List<ManifestEntry> _entries = [];
    private ManifestEntry? _folder;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    private BundleReader(Stream tar, bool allowOutwardLinks, Func<Stream, ManifestEntry, ManifestEntry> capture) =>
        (_tar, _allowOutwardLinks, _capture) = (new TarReader(tar), allowOutwardLinks, capture);

    /// <summary>Opens and reads a bundle.</summary>
    /// <param name="source">The sealed file.</param>
    /// <param name="identity">Who opens it.</param>
    /// <param name="allowOutwardLinks">Whether links may lead out of the workspace.</param>
    /// <param name="capture">Takes a file's bytes and gives its entry with its content.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static BundleContent Read(
        Stream source, AgeIdentity identity, bool allowOutwardLinks, Func<Stream, ManifestEntry, ManifestEntry> capture, CancellationToken cancellationToken)
    {
        return Guard(() =>
        {
            using var plaintext = AgeDecryptor.OpenRead(source, [identity]);
            return new BundleReader(plaintext, allowOutwardLinks, capture).Read(cancellationToken);
        });
    }

    /// <summary>Reads only what a bundle is of.</summary>
    /// <param name="source">The sealed file.</param>
    /// <param name="identity">Who opens it.</param>
    public static BundleManifest ReadDescription(Stream source, AgeIdentity identity) => Guard(() =>
    {
        using var plaintext = AgeDecryptor.OpenRead(source, [identity]);
        return new BundleReader(plaintext, allowOutwardLinks: false, (_, entry) => entry).ReadDocument(BundleFiles.Manifest, ContractJson.Default.BundleManifest);
    });

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SwarmException exception) when (AgeFailures.Of(exception) is { } failure)
        {
            throw TarReader.Damaged(
                failure == AgeFailure.NoMatch ? "it is sealed to other recipients, or its header is damaged" : "its seal does not hold, so it was altered or cut short",
                exception);
        }
    }

    private BundleContent Read(CancellationToken cancellationToken)
    {
        var description = ReadDocument(BundleFiles.Manifest, ContractJson.Default.BundleManifest);
        var node = ReadDocument(BundleFiles.Node, ContractJson.Default.NodeDocument);
        Require(description, node);
        while (_tar.Read() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(entry);
            if (_entries.Count > Math.Min(description.EntryCount, MostEntries))
            {
                throw TarReader.Damaged("it holds more entries than its manifest says");
            }
        }

        var snapshot = new Manifest(_entries, Log: null, Response: null, Receipts: null) { Folder = _folder };
        if (PathRules.FindClash(_entries.Select(entry => entry.Path)) is { } clash)
        {
            throw TarReader.Refuse(clash.Second, $"some file systems take it for '{clash.First}'");
        }

        return _folders.Contains(BundleFiles.Workspace) && snapshot.Entries.Count == description.EntryCount && snapshot.TotalBytes == description.TotalBytes
            && SnapshotRoot.Compute(_entries, Convert.FromHexString(description.RootSalt)) == description.SnapshotRoot
            ? new BundleContent(description, node, snapshot)
            : throw TarReader.Damaged("its files are not those that its manifest names");
    }

    private T ReadDocument<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        if (_tar.Read() is not { Kind: EntryKind.File, Size: <= MostDocumentBytes } entry || !string.Equals(entry.Path, name, StringComparison.Ordinal))
        {
            throw TarReader.Damaged($"'{name}' is not where it has to be");
        }

        var bytes = new byte[entry.Size];
        _tar.Content.ReadExactly(bytes);
        try
        {
            return StrictJson.Parse(bytes, type, name);
        }
        catch (SwarmException exception)
        {
            throw TarReader.Damaged(exception.Message.TrimEnd('.'), exception);
        }
    }

    private static void Require(BundleManifest description, NodeDocument node)
    {
        var isWhole = string.Equals(description.Type, ContractTypes.BundleManifest, StringComparison.Ordinal)
            && string.Equals(node.Type, ContractTypes.Node, StringComparison.Ordinal)
            && string.Equals(description.StateId, node.StateId, StringComparison.Ordinal)
            && description.SnapshotRoot == node.SnapshotRoot
            && description.RootSalt.Length == 2 * RatchetChain.KeySize && description.RootSalt.All(char.IsAsciiHexDigitLower)
            && Identifier.IsValid(node.NodeId, Identifier.NodePrefix)
            && Identifier.IsValid(node.StateId, Identifier.StatePrefix)
            && (node.ParentNodeId is null || Identifier.IsValid(node.ParentNodeId, Identifier.NodePrefix))
            && (node.RunId is null || Identifier.IsValid(node.RunId, Identifier.RunPrefix))
            && Label.IsValid(node.Label) && node.RatchetStep >= 0
            && node.Operation is Operations.Launch or Operations.Resume or Operations.Fork or Operations.Import;
        if (!isWhole)
        {
            throw TarReader.Damaged("its manifest and its node do not fit together, or hold what no bundle does");
        }
    }

    private void Take(TarEntry tar)
    {
        var draft = new ManifestEntry
        {
            Path = tar.Path,
            Kind = tar.Kind,
            Mode = tar.Mode,
            Size = tar.Size,
            LinkTarget = tar.LinkTarget,
            Attributes = tar.Attributes,
        };
        if (tar is { Kind: EntryKind.Directory, Path: BundleFiles.Workspace } && _folders.Add(tar.Path))
        {
            _folder = draft;
            return;
        }

        if (BundlePaths.Refuse(draft) is { } reason)
        {
            throw TarReader.Refuse(tar.Path, reason);
        }

        if (_entries.Count > 0 && PathOrder.Instance.Compare(_entries[^1].Path, tar.Path) >= 0)
        {
            throw TarReader.Refuse(tar.Path, "it is there twice, or not in its order");
        }

        if (tar.Path.LastIndexOf('/') is > 0 and var slash && !_folders.Contains(tar.Path[..slash]))
        {
            throw TarReader.Refuse(tar.Path, "what holds it is no folder of the bundle");
        }

        if (!_allowOutwardLinks && BundlePaths.LeadsOut(draft))
        {
            throw TarReader.Refuse(tar.Path, "it is a link that leads out of the workspace; allow outward links if you trust the bundle");
        }

        if (tar.Kind == EntryKind.Directory)
        {
            _folders.Add(tar.Path);
        }

        _entries.Add(tar.HardLinkOf is { } first ? OtherName(draft, first)
            : tar.Kind == EntryKind.File ? _capture(_tar.Content, draft) : draft);
    }

    private ManifestEntry OtherName(ManifestEntry draft, string first)
    {
        var place = _entries.BinarySearch(draft with { Path = first }, ByPath);
        return place >= 0 && _entries[place] is { Kind: EntryKind.File, HardLinkOf: null } file
            && file.Mode == draft.Mode && draft.Attributes.Count == 0 && first.StartsWith(ManifestEntry.WorkspacePrefix, StringComparison.Ordinal)
            ? file with { Path = draft.Path, HardLinkOf = first }
            : throw TarReader.Refuse(draft.Path, $"it is a hard link to '{first}', which is no file before it in the workspace, or has another mode");
    }
}
