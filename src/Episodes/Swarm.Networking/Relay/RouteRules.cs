using Swarm.Core.Errors;

namespace Swarm.Networking.Relay;

/// <summary>The rules of a relayed route's own, as receipts name them.</summary>
internal static class RouteRules
{
    /// <summary>Broker or provider are gone.</summary>
    public const string RouteGone = "route_gone";

    /// <summary>Too much is asked at once.</summary>
    public const string Busy = "busy";

    /// <summary>The destination is allowed; of a probe, the route is there.</summary>
    public const string Allowed = "allowed";

    /// <summary>The rule of an error of the route: its code in lower case, without its prefix.</summary>
    public static string Of(ErrorCode error) =>
        error == ErrorCode.RouteTicketExpired ? "ticket_expired"
        : error == ErrorCode.RouteTicketRevoked ? "ticket_revoked"
        : error == ErrorCode.RouteTicketInvalid ? "ticket_invalid"
        : RouteGone;
}
