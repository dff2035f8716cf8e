namespace Swarm.Engine.Races;

/// <summary>How a race ended.</summary>
/// <param name="Ranking">All entrants, the best first.</param>
public sealed record RaceResult(IReadOnlyList<RaceStanding> Ranking)
{
    /// <summary>The winner; null where nobody finished well.</summary>
    public RaceStanding? Winner => Ranking.FirstOrDefault(standing => standing.IsWinner);
}
