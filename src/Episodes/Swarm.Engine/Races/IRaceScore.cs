using Swarm.Core.Errors;
using Swarm.Engine.Runs;

namespace Swarm.Engine.Races;

/// <summary>Scores the runs of a race.</summary>
public interface IRaceScore
{
    /// <summary>Whether it looks into the workspace.</summary>
    bool NeedsWorkspace { get; }

    /// <summary>Scores a run. Several may be scored at once.</summary>
    /// <param name="run">The run; its step succeeded.</param>
    /// <param name="workspace">A folder with a copy of the workspace that it left, which is removed afterwards; empty where it is not needed.</param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    /// <returns>The score, a finite number.</returns>
    /// <exception cref="SwarmException">It cannot be scored.</exception>
    Task<double> ScoreAsync(RunInfo run, string workspace, CancellationToken cancellationToken);
}
