using System.Net;
using System.Security;

namespace Swarm.Engine.Bundles;

/// <summary>What to export.</summary>
public sealed record ExportBundleRequest
{
    /// <summary>The bundle's file, relative to the current folder; null where it is to lie in a store alone.</summary>
    public string? Destination { get; init; }

    /// <summary>The store that it is put into: its address, or a folder, relative to the current one; null for none where there is a file, else for the configuration's.</summary>
    public string? Store { get; init; }

    /// <summary>The token of GitHub for the store; null to find one.</summary>
    public SecureString? Token { get; init; }

    /// <summary>The credential of S3 for the store: an access key's id and its secret; null to find one.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>Who can open it, each <c>age1…</c>; empty for the user alone.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Whether a file that is there may be replaced.</summary>
    public bool Overwrite { get; init; }
}
