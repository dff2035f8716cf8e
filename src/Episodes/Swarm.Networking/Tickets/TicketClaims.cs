using System.Text.Json.Serialization;
using Swarm.Core.Digests;
using Swarm.Networking.Rules;

namespace Swarm.Networking.Tickets;

/// <summary>What a ticket says (RFC 7519, section 4). Every member is required but the three lists, and none is unknown.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TicketClaims
{
    /// <summary>The longest time that a ticket may be good for.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(7);

    /// <summary>The ticket's id, by which it is revoked: <c>ticket-</c> and 24 characters.</summary>
    public required string Jti { get; init; }

    /// <summary>The session whose providers it is for.</summary>
    public required string Session { get; init; }

    /// <summary>The broker's address: <c>host:port</c>.</summary>
    public required string Broker { get; init; }

    /// <summary>The digest of the SubjectPublicKeyInfo of the broker's certificate.</summary>
    public required Digest BrokerKey { get; init; }

    /// <summary>The run that it is for.</summary>
    public required string RunId { get; init; }

    /// <summary>The worker that it is for.</summary>
    public required TicketConfirmation Cnf { get; init; }

    /// <summary>The hosts that may be reached (<see cref="EgressRules.Hosts"/>).</summary>
    public IReadOnlyList<string>? Hosts { get; init; }

    /// <summary>The ports that may be reached (<see cref="EgressRules.Ports"/>).</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>The address ranges that may be reached (<see cref="EgressRules.Ranges"/>).</summary>
    public IReadOnlyList<string>? Ranges { get; init; }

    /// <summary>When it was issued, in seconds since 1970.</summary>
    public required long Iat { get; init; }

    /// <summary>When it begins to hold, in seconds since 1970.</summary>
    public required long Nbf { get; init; }

    /// <summary>When it ends, in seconds since 1970.</summary>
    public required long Exp { get; init; }

    /// <summary>Its lists as rules.</summary>
    [JsonIgnore]
    public EgressRules Rules => new() { Hosts = Hosts, Ports = Ports, Ranges = Ranges };
}
