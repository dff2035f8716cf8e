using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The network that the step had, as observed.</summary>
public sealed record CertificateNetwork : ExtensibleContract
{
    /// <summary>One of <see cref="RouteModes"/>.</summary>
    public required string RouteMode { get; init; }

    /// <summary>One of <see cref="NetworkEnforcement"/>.</summary>
    public required string Enforcement { get; init; }

    /// <summary><c>passed</c> where the route was proven before the step began; absent where there was nothing to prove.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Preflight { get; init; }

    /// <summary>The digest of the receipts; null where nothing stood between the step and the network, so that there are none.</summary>
    public required Digest? ReceiptsSha256 { get; init; }
}
