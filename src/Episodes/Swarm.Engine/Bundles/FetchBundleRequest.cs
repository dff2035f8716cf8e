using System.Net;
using System.Security;
using Swarm.Core.Digests;

namespace Swarm.Engine.Bundles;

/// <summary>Which bundle to fetch from a store.</summary>
public sealed record FetchBundleRequest
{
    /// <summary>The bundle's locator.</summary>
    public required string Locator { get; init; }

    /// <summary>The file to make; relative to the current folder. Nothing may be there.</summary>
    public required string Destination { get; init; }

    /// <summary>The digest that it has to have; null where whoever opens it holds it to one.</summary>
    public Digest? Sha256 { get; init; }

    /// <summary>The token of GitHub; null to find one.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The credential of S3 for the store: an access key's id and its secret; null to find one.</summary>
    public NetworkCredential? Credential { get; init; }
}
