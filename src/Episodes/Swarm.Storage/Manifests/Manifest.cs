namespace Swarm.Storage.Manifests;

/// <summary>What a snapshot holds.</summary>
/// <param name="Entries">Files, folders and links in the order of their paths.</param>
/// <param name="Log">The log of the run that made it, as a file; null where there is none.</param>
/// <param name="Response">The response that the step wrote, as a file; null where there is none.</param>
/// <param name="Receipts">What the step's proxy decided, a line each, as a file; null where there is none.</param>
public sealed record Manifest(IReadOnlyList<ManifestEntry> Entries, ManifestEntry? Log, ManifestEntry? Response, ManifestEntry? Receipts)
{
    /// <summary>What the workspace's folder in the snapshot is called.</summary>
    public const string FolderPath = "workspace";

    /// <summary>The workspace's folder itself; null where nobody knows its mode. It is not part of the snapshot's root.</summary>
    public ManifestEntry? Folder { get; init; }

    /// <summary>A snapshot of nothing.</summary>
    public static Manifest Empty { get; } = new([], null, null, null);

    /// <summary>Everything that has chunks of its own: the entries, and what came of the run.</summary>
    public IEnumerable<ManifestEntry> Contents => Entries.Concat(new[] { Log, Response, Receipts }.OfType<ManifestEntry>());

    /// <summary>The bytes of all files together.</summary>
    public long TotalBytes => Entries.Sum(entry => entry.Size);
}
