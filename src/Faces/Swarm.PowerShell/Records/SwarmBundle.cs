using Swarm.Engine.Bundles;

namespace Swarm.PowerShell.Records;

/// <summary>A bundle that was written, stored or fetched.</summary>
public sealed record SwarmBundle
{
    /// <summary>The node that it carries; null for one that was fetched, and not opened.</summary>
    public string? NodeId { get; internal init; }

    /// <summary>Its file; its locator where it lies in a store alone.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Its locator.</summary>
    public string Locator { get; internal init; } = string.Empty;

    /// <summary>The digest of its bytes.</summary>
    public string BundleHash { get; internal init; } = string.Empty;

    /// <summary>The digest of its manifest; null for one that was fetched, and not opened.</summary>
    public string? ManifestHash { get; internal init; }

    /// <summary>Its size in bytes.</summary>
    public long Size { get; internal init; }

    /// <summary>What an import has to allow; empty where nothing.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    internal static SwarmBundle From(BundleInfo bundle) => new()
    {
        NodeId = bundle.NodeId,
        Path = bundle.Path ?? bundle.Locator.Locator,
        Locator = bundle.Locator.Locator,
        BundleHash = bundle.Locator.BundleSha256.ToString(),
        ManifestHash = bundle.Locator.BundleManifestSha256.ToString(),
        Size = bundle.Locator.Size,
        Warnings = bundle.Warnings,
    };

    internal static SwarmBundle From(FetchedBundle bundle) => new()
    {
        Path = bundle.Path,
        Locator = bundle.Locator,
        BundleHash = bundle.Digest.ToString(),
        Size = bundle.Size,
    };

    /// <summary>Its file, or its locator.</summary>
    public override string ToString() => Path;
}
