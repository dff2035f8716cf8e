using Swarm.Execution.Episodes;
using Swarm.Execution.Steps;

namespace Swarm.Engine.Remote;

/// <summary>What a runner is given for one episode. Files are relative to the current folder.</summary>
public sealed record RemoteEpisodeOptions
{
    /// <summary>The file of the sealed request.</summary>
    public required string Request { get; init; }

    /// <summary>The file of the sealed bundle; null where the run starts with nothing.</summary>
    public string? Bundle { get; init; }

    /// <summary>The folder that everything that leaves the runner is written to; it is made, or is there and empty.</summary>
    public required string Output { get; init; }

    /// <summary>The file of the age identity that opens both; null for the variable <see cref="RunnerIdentity.Variable"/>.</summary>
    public string? Identity { get; init; }

    /// <summary>What is known of the job; the rest comes from the backend's variables.</summary>
    public RunnerFacts Facts { get; init; } = new();

    /// <summary>The file to which a summary in Markdown is appended; null for none.</summary>
    public string? Summary { get; init; }

    /// <summary>Who hears the step's output, where the request allows that; null for nobody.</summary>
    public IStepOutput? Echo { get; init; }

    /// <summary>Told the run's id when the request is open; null for nobody.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Told what the episode does; null for nobody.</summary>
    public Action<EpisodePhase>? Progress { get; init; }

    /// <summary>Told of what is unusual and no failure; null for nobody.</summary>
    public Action<string>? Warning { get; init; }
}
