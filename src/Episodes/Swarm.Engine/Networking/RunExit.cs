using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Execution.Networks;
using Swarm.Networking.Rules;
using Swarm.Networking.Tickets;

namespace Swarm.Engine.Networking;

/// <summary>Gives a run that leaves through the operator's machine its ticket.</summary>
internal static class RunExit
{
    // Beside the step's own time: restoring, the snapshot, and a queue before a runner.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(6);

    // Where nothing limits the step.
    private static readonly TimeSpan UsualTime = TimeSpan.FromHours(12);

    /// <summary>Issues the ticket of a run, or reads the one that its caller names; a run of another route has none.</summary>
    /// <param name="session">The store, and the operator.</param>
    /// <param name="request">What the user asks for.</param>
    /// <param name="episode">What the episode is asked to do.</param>
    /// <returns>The episode with its run's id and its way out, whose key the caller disposes of.</returns>
    /// <exception cref="SwarmException">There is no broker (<c>SPEC_INVALID</c>), or the ticket is not for such a run (<c>ROUTE_TICKET_INVALID</c>).</exception>
    public static EpisodeRequest Complete(SwarmSession session, RunRequest request, EpisodeRequest episode)
    {
        var mode = episode.RouteMode ?? episode.Policy?.Document.RouteMode;
        if (!string.Equals(mode, RouteModes.ClientExit, StringComparison.Ordinal))
        {
            return request.Ticket is null ? episode : throw new SwarmException(ErrorCode.SpecInvalid, $"A ticket is for the route {RouteModes.ClientExit}: ask for that route, or leave the ticket out.");
        }

        if (episode.Seed is not null)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"A deterministic run has its own id, and the route {RouteModes.ClientExit} a ticket for one run: leave one of them out.");
        }

        return request.Ticket is { } file ? Read(session, file, episode) : Issue(session, request, episode);
    }

    private static EpisodeRequest Read(SwarmSession session, string file, EpisodeRequest episode)
    {
        var ticket = TicketService.Read(session.Options, file);
        if (session.Store.FindRun(ticket.Claims.RunId) is { NodeId: not null } or { Status: RunStatus.Running })
        {
            throw new SwarmException(
                ErrorCode.RouteTicketInvalid, $"The ticket '{file}' is for the run {ticket.Claims.RunId}, which was made already: issue one for another run.");
        }

        return episode with
        {
            RunId = ticket.Claims.RunId,
            Exit = new ClientExit(ticket, TicketService.ReadWorkerKey(session.Options, $"{file}.key")),
        };
    }

    private static EpisodeRequest Issue(SwarmSession session, RunRequest request, EpisodeRequest episode)
    {
        var (options, configuration) = (session.Options, session.Configuration);
        var broker = BrokerReference.Resolve(options, request.Broker ?? configuration.Broker, request.BrokerPin ?? configuration.BrokerPin);
        var runId = episode.RunId ?? Identifier.Create(Identifier.RunPrefix, options.Random);
        var key = MakeWorkerKey(session, episode, runId);
        try
        {
            var name = request.BrokerSession ?? configuration.BrokerSession ?? ProviderRequest.DefaultSession;
            var claims = TicketService.Compose(options, broker, name, runId, key.PublicKey, EgressRules.Of(episode.Policy?.Document), Life(episode));
            return episode with { RunId = runId, Exit = new ClientExit(Ticket.Issue(claims, session.Store.Keys.Signing), key) };
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    // Whoever resumes a node holds its capability, and nobody else can take the run's ticket for their own. A launch has none yet.
    private static SigningKey MakeWorkerKey(SwarmSession session, EpisodeRequest episode, string runId)
    {
        if (episode.Parent is not { } parent)
        {
            return SigningKey.Create(session.Options.Random);
        }

        using var capability = session.Store.OpenCapability(parent, RatchetKind.Net);
        return capability.Chain.DeriveSigningKey(RatchetKeyUse.Ticket, runId);
    }

    private static TimeSpan Life(EpisodeRequest episode)
    {
        var time = (episode.Timeout ?? UsualTime) * (episode.Retries + 1) + Margin;
        return time < TicketClaims.LongestLife ? time : TicketClaims.LongestLife;
    }
}
