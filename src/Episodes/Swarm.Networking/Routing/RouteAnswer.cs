using System.Net;

namespace Swarm.Networking.Routing;

/// <summary>What became of an attempt to connect.</summary>
/// <param name="Verdict">The decision.</param>
/// <param name="Rule">
/// The rule that decided, as a receipt has it: <c>allowed</c>, <c>host</c>, <c>port</c>, <c>range</c>, the class of an address
/// (<c>loopback</c>, <c>private</c>, <c>metadata</c> …), <c>unresolved</c>, <c>unreachable</c>, <c>route_gone</c>, <c>ticket_expired</c> …
/// </param>
/// <param name="Address">The address that was dialled, or that a rule denied; null where it did not come to that.</param>
/// <param name="Connection">The connection, which the caller disposes of; null where there is none.</param>
public sealed record RouteAnswer(RouteVerdict Verdict, string Rule, IPAddress? Address, IRouteConnection? Connection);
