using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The network that the step had, as observed.</summary>
public sealed record CertificateNetwork : ExtensibleContract
{
    /// <summary><c>direct</c>, <c>client_exit</c> or <c>none</c>.</summary>
    public required string RouteMode { get; init; }

    /// <summary><c>namespace</c>, <c>proxy_only</c> or <c>none</c>.</summary>
    public required string Enforcement { get; init; }

    /// <summary>The digest of the receipts; null where there are none.</summary>
    public required Digest? ReceiptsSha256 { get; init; }
}
