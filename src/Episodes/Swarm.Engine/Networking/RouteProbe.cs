using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Policies;
using Swarm.Engine.Sessions;
using Swarm.Networking.Routing;
using Swarm.Networking.Rules;

namespace Swarm.Engine.Networking;

/// <summary>Tries whether a route leads to a destination. It connects, sends nothing, and lets go.</summary>
public static class RouteProbe
{
    /// <summary>Tries.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="request">Which way to what.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What came of it, a denial and a route that is gone too.</returns>
    /// <exception cref="SwarmException">An input does not hold.</exception>
    public static async Task<RouteFinding> RunAsync(SessionOptions options, RouteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Port is < 1 or > 65535)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"{request.Port} is no port: give 1 to 65535.");
        }

        if (request is { PolicyFile: not null, TicketFile: not null })
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "A policy is tried on the direct way, and a ticket has its own rules: give one of them.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(request.Timeout);
        var watch = Stopwatch.StartNew();
        var mode = request.TicketFile is null ? RouteModes.Direct : RouteModes.ClientExit;
        try
        {
            var answer = await (request.TicketFile is null ? AskDirectlyAsync(options, request, deadline.Token) : AskByTicketAsync(options, request, deadline.Token));
            return new RouteFinding(mode, request.Host, request.Port, answer.Verdict, answer.Rule, answer.Address?.ToString(), watch.Elapsed, FindError(request, answer));
        }
        catch (SwarmException exception) when (exception.Code.StartsWith("ROUTE_", StringComparison.Ordinal))
        {
            return new RouteFinding(mode, request.Host, request.Port, RouteVerdict.Failed, RouteFinding.RuleOf(exception.ErrorCode), null, watch.Elapsed, ErrorEntry.From(exception.ErrorCode, exception.Message));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var error = ErrorEntry.From(ErrorCode.RouteUnavailable, $"Nothing answered for {request.Host}:{request.Port} within {request.Timeout.TotalSeconds:0} seconds: check the way there, or allow more time.");
            return new RouteFinding(mode, request.Host, request.Port, RouteVerdict.Failed, "timed_out", null, watch.Elapsed, error);
        }
    }

    private static async Task<RouteAnswer> AskDirectlyAsync(SessionOptions options, RouteRequest request, CancellationToken cancellationToken)
    {
        var policy = request.PolicyFile is { } file ? PolicyFiles.Read(options, file).Document : null;
        if (policy?.RouteMode == RouteModes.ClientExit)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"The policy '{request.PolicyFile}' leads through another machine: give a ticket, which has the way there.");
        }

        await using IRoute route = policy?.RouteMode == RouteModes.None ? new ClosedRoute() : new DirectRoute([policy is null ? new EgressRules() : EgressRules.Of(policy)]);
        return await AskAsync(route, request, cancellationToken);
    }

    private static async Task<RouteAnswer> AskByTicketAsync(SessionOptions options, RouteRequest request, CancellationToken cancellationToken)
    {
        using var key = TicketService.ReadWorkerKey(options, request.WorkerKeyFile ?? $"{request.TicketFile}.key");
        await using var route = new RelayedRoute(new RelayedRouteOptions
        {
            Ticket = TicketService.Read(options, request.TicketFile!),
            WorkerKey = key,
            Time = options.Time,
            Random = options.Random,
        });
        await route.ProbeAsync(cancellationToken);
        return await AskAsync(route, request, cancellationToken);
    }

    private static async Task<RouteAnswer> AskAsync(IRoute route, RouteRequest request, CancellationToken cancellationToken)
    {
        var answer = await route.OpenAsync(new Destination(request.Host, request.Port), cancellationToken);
        if (answer.Connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        return answer;
    }

    private static ErrorEntry? FindError(RouteRequest request, RouteAnswer answer) => answer.Verdict switch
    {
        RouteVerdict.Allowed => null,
        RouteVerdict.Denied => ErrorEntry.From(
            ErrorCode.RouteDenied, $"The rule '{answer.Rule}' denies {request.Host}:{request.Port}{(answer.Address is null ? string.Empty : $" at {answer.Address}")}: nothing was sent to it. Allow it in the policy or ticket, if it is meant."),
        _ => ErrorEntry.From(
            ErrorCode.RouteUnavailable, $"{request.Host}:{request.Port} is allowed and cannot be connected ({answer.Rule}): check that it is there, and the way to it."),
    };
}
