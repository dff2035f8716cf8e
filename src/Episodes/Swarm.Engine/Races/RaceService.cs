using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Races;

/// <summary>Races: one node, several runs from it side by side, and the best of them.</summary>
public sealed class RaceService
{
    private const int MostOnBackend = 32;

    private readonly SwarmSession _session;

    internal RaceService(SwarmSession session) => _session = session;

    /// <summary>
    /// Forks a node once for each entrant, runs all from their forks, scores those whose step succeeded, and ranks them. Those that failed or
    /// could not be scored come last; equal scores are ranked by the shorter duration, then by label. Where nobody wins, nothing is removed.
    /// </summary>
    /// <param name="request">Who takes part, and what counts.</param>
    /// <param name="cancellationToken">Ends all runs with all their descendants. Runs that were dispatched to a backend go on there; forks stay.</param>
    /// <returns>The ranking, also where everybody failed.</returns>
    /// <exception cref="SwarmException">
    /// There is nobody, or two entrants have one label (<c>SPEC_INVALID</c>); or there is no such node (<c>NODE_NOT_FOUND</c>, <c>AMBIGUOUS_LABEL</c>).
    /// </exception>
    public async Task<RaceResult> RunAsync(RaceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var forks = _session.Nodes.Fork(request.Node, ReadLabels(request));
        using var race = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(request.MostAtOnce ?? UsualLimit(request));
        var standings = await Task.WhenAll(request.Entrants.Zip(forks, (entrant, fork) => Task.Run(
            async () =>
            {
                try
                {
                    return await FinishAsync(request, entrant, fork.Record.NodeId, places, race.Token);
                }
                catch
                {
                    // What one cannot survive ends the race for all.
                    await race.CancelAsync();
                    throw;
                }
            },
            CancellationToken.None)));
        var ranking = Rank(request, standings);
        return new RaceResult(request.Removes is { } removes && ranking[0].IsWinner ? await RemoveAsync(ranking, removes, cancellationToken) : ranking);
    }

    private static string[] ReadLabels(RaceRequest request)
    {
        var labels = request.Entrants.Select(entrant => entrant.Label).ToArray();
        if (labels.Length == 0)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "Nobody takes part in the race: give a step for at least one label.");
        }

        return labels.GroupBy(label => label, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SwarmException(ErrorCode.SpecInvalid, $"Two entrants of the race have the label '{twice.Key}': give each one of its own.")
            : labels;
    }

    private static int UsualLimit(RaceRequest request) => request.Entrants[0].Run.Backend is null ? Environment.ProcessorCount : MostOnBackend;

    private async Task<RaceStanding> FinishAsync(RaceRequest request, RaceEntrant entrant, string forkNodeId, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var standing = new RaceStanding { Label = entrant.Label, ForkNodeId = forkNodeId };
        await places.WaitAsync(cancellationToken);
        try
        {
            standing = await RunAsync(standing, entrant.Run, cancellationToken);
        }
        finally
        {
            places.Release();
        }

        if (request.Score is { } score && IsGood(standing))
        {
            standing = await ScoreAsync(standing, score, cancellationToken);
        }

        request.Finished?.Invoke(standing);
        return standing;
    }

    private async Task<RaceStanding> RunAsync(RaceStanding standing, RunRequest request, CancellationToken cancellationToken)
    {
        var begun = _session.Options.Time.GetTimestamp();
        string? runId = null;
        try
        {
            var run = await _session.Runs.RunAsync(
                request with
                {
                    Node = new NodeReference(standing.ForkNodeId),
                    Label = null,
                    Detached = null,
                    Backend = request.Backend is { } backend ? backend with { NoWait = false } : null,
                    Started = id =>
                    {
                        runId = id;
                        request.Started?.Invoke(id);
                    },
                },
                cancellationToken);
            if (run.Warning is { } warning)
            {
                request.Warning?.Invoke(warning);
            }

            return standing with { Run = run, Error = run.Errors.Count > 0 ? run.Errors[0] : null, Duration = Elapsed() };
        }
        catch (Exception exception) when (exception is SwarmException || !cancellationToken.IsCancellationRequested)
        {
            // Somebody else may cancel one entrant's run: that is its failure, and the race goes on.
            var error = exception is OperationCanceledException ? ErrorEntry.From(ErrorCode.Cancelled, $"The run of '{standing.Label}' was cancelled.")
                : ErrorEntry.From(SwarmException.From(exception));
            return standing with { Run = runId is null ? null : _session.Runs.Get(runId), Error = error, Duration = Elapsed() };
        }

        TimeSpan Elapsed() => _session.Options.Time.GetElapsedTime(begun);
    }

    private async Task<RaceStanding> ScoreAsync(RaceStanding standing, IRaceScore score, CancellationToken cancellationToken)
    {
        var folder = score.NeedsWorkspace ? Directory.CreateTempSubdirectory("swarm-score-").FullName : null;
        try
        {
            var workspace = folder is null
                ? string.Empty
                : _session.States.ExportWorkspace(new NodeReference(standing.Run!.Record.NodeId!), Path.Combine(folder, "workspace"), cancellationToken);
            var points = await score.ScoreAsync(standing.Run!, workspace, cancellationToken);
            return double.IsFinite(points)
                ? standing with { Score = points }
                : throw new SwarmException(ErrorCode.StepFailed, string.Create(CultureInfo.InvariantCulture, $"The score of '{standing.Label}' is {points}: a score is a finite number."));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return standing with { Error = ErrorEntry.From(SwarmException.From(exception)) };
        }
        finally
        {
            if (folder is not null)
            {
                TreeRemoval.TryRemove(folder);
            }
        }
    }

    private static bool IsGood(RaceStanding standing) => standing.Run?.Record is { Status: RunStatus.Succeeded };

    private static List<RaceStanding> Rank(RaceRequest request, IEnumerable<RaceStanding> standings)
    {
        var counting = standings.ToLookup(standing => IsGood(standing) && (request.Score is null || standing.Score is not null));
        var points = (RaceStanding standing) => request.LowestWins ? standing.Score : -standing.Score;
        return
        [
            .. counting[true].OrderBy(points).ThenBy(standing => standing.Duration).ThenBy(standing => standing.Label, StringComparer.Ordinal)
                .Select((standing, index) => standing with { Rank = index + 1, IsWinner = index == 0 }),
            .. counting[false].OrderBy(standing => standing.Duration).ThenBy(standing => standing.Label, StringComparer.Ordinal)
                .Select((standing, index) => standing with { Rank = counting[true].Count() + index + 1 }),
        ];
    }

    private async Task<IReadOnlyList<RaceStanding>> RemoveAsync(List<RaceStanding> ranking, Func<RaceStanding, CancellationToken, Task<bool>> removes, CancellationToken cancellationToken)
    {
        for (var index = 1; index < ranking.Count; index++)
        {
            if (await removes(ranking[index], cancellationToken))
            {
                ranking[index] = Remove(ranking[index]);
            }
        }

        return ranking;
    }

    // A loser that cannot be removed does not lose the ranking.
    private RaceStanding Remove(RaceStanding standing)
    {
        try
        {
            foreach (var node in new[] { standing.Run?.Record.NodeId, standing.ForkNodeId }.OfType<string>())
            {
                _session.Nodes.Remove(new NodeReference(node));
            }

            return standing with { IsRemoved = true };
        }
        catch (Exception exception)
        {
            return standing with { Error = standing.Error ?? ErrorEntry.From(SwarmException.From(exception)) };
        }
    }
}
