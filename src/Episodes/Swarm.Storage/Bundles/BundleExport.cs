using Swarm.Cryptography.Age;
using Swarm.Storage.Nodes;

namespace Swarm.Storage.Bundles;

/// <summary>What to export.</summary>
public sealed record BundleExport
{
    /// <summary>The node.</summary>
    public required NodeRecord Node { get; init; }

    /// <summary>The bundle's file, as an absolute path.</summary>
    public required string Destination { get; init; }

    /// <summary>Who can open it; empty for the operator alone.</summary>
    public IReadOnlyList<AgeRecipient> Recipients { get; init; } = [];

    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Told which file is written before it gets the destination's name, so that it can be removed after a kill; null for nobody.</summary>
    public Action<string>? NoteTemporary { get; init; }
}
