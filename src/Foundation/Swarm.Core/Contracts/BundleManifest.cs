using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The first file of a bundle (<c>manifest.json</c>): what the other files must be.</summary>
public sealed record BundleManifest : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.BundleManifest;

    /// <summary>The id of the snapshot.</summary>
    public required string StateId { get; init; }

    /// <summary>The salted Merkle root of the snapshot.</summary>
    public required Digest SnapshotRoot { get; init; }

    /// <summary>The salt of the root in hexadecimal, which only readers of the bundle see.</summary>
    public required string RootSalt { get; init; }

    /// <summary>The number of files, folders and links.</summary>
    public required long EntryCount { get; init; }

    /// <summary>The bytes of all files together.</summary>
    public required long TotalBytes { get; init; }
}
