using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>Where a bundle lies (<c>bundle_locator_next.json</c>).</summary>
public sealed record BundleLocator : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.BundleLocator;

    /// <summary>The locator: <c>file://</c>, <c>s3://</c>, <c>gh-blob://</c>, <c>gh-artifact://</c>, <c>gl-package://</c> or <c>gl-artifact://</c>.</summary>
    public required string Locator { get; init; }

    /// <summary>The digest of the bundle's bytes.</summary>
    public required Digest BundleSha256 { get; init; }

    /// <summary>The digest of the bundle's manifest.</summary>
    public required Digest BundleManifestSha256 { get; init; }

    /// <summary>The bundle's size in bytes.</summary>
    public required long Size { get; init; }
}
