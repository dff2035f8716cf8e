using Swarm.Storage.Bundles;

namespace Swarm.PowerShell.Records;

/// <summary>A bundle that was written.</summary>
public sealed record SwarmBundle
{
    /// <summary>The node that it carries.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>Its file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Its locator.</summary>
    public string Locator { get; internal init; } = string.Empty;

    /// <summary>The digest of its bytes.</summary>
    public string BundleHash { get; internal init; } = string.Empty;

    /// <summary>The digest of its manifest.</summary>
    public string ManifestHash { get; internal init; } = string.Empty;

    /// <summary>Its size in bytes.</summary>
    public long Size { get; internal init; }

    /// <summary>What an import will refuse; empty where nothing.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    internal static SwarmBundle From(ExportedBundle bundle) => new()
    {
        NodeId = bundle.NodeId,
        Path = bundle.Path,
        Locator = bundle.Locator.Locator,
        BundleHash = bundle.Locator.BundleSha256.ToString(),
        ManifestHash = bundle.Locator.BundleManifestSha256.ToString(),
        Size = bundle.Locator.Size,
        Warnings = bundle.Warnings,
    };

    /// <summary>Its file.</summary>
    public override string ToString() => Path;
}
