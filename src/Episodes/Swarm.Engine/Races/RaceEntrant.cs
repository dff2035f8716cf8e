using Swarm.Engine.Runs;

namespace Swarm.Engine.Races;

/// <summary>One that takes part in a race.</summary>
/// <param name="Label">The name of its branch; no two entrants of a race share one.</param>
/// <param name="Run">What it runs: an ordinary run, here or on a backend. Node and label are the race's.</param>
public sealed record RaceEntrant(string Label, RunRequest Run);
