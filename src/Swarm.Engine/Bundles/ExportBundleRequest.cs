namespace Swarm.Engine.Bundles;

/// <summary>What to export.</summary>
public sealed record ExportBundleRequest
{
    /// <summary>The bundle's file; relative to the current folder.</summary>
    public required string Destination { get; init; }

    /// <summary>Who can open it, each <c>age1…</c>; empty for the user alone.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Overwrite { get; init; }
}
