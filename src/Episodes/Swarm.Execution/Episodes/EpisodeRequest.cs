using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Execution.Networks;
using Swarm.Execution.Steps;
using Swarm.Storage.Nodes;

namespace Swarm.Execution.Episodes;

/// <summary>What one episode is asked to do.</summary>
public sealed record EpisodeRequest
{
    /// <summary>The most bytes of log where the caller names no limit.</summary>
    public const long DefaultLogLimit = 64L << 20;

    /// <summary>The most bytes of workspace and state where the caller names no limit.</summary>
    public const long DefaultOutputLimit = 8L << 30;

    /// <summary>The branch's name.</summary>
    public required string Label { get; init; }

    /// <summary>The node to start from; null for a launch.</summary>
    public NodeRecord? Parent { get; init; }

    /// <summary>The run's id, where whoever asks for the run chose it; null for a fresh one.</summary>
    public string? RunId { get; init; }

    /// <summary>The digest that the run spec must have, where somebody else composed it; null where nobody did.</summary>
    public Digest? RequestHash { get; init; }

    /// <summary>The digest of the bundle that the parent came in; null where it came in none.</summary>
    public Digest? ParentBundleSha256 { get; init; }

    /// <summary>The node whose snapshot a launch starts with, without being its child; null for the sources below.</summary>
    public NodeRecord? Inputs { get; init; }

    /// <summary>What to run.</summary>
    public required EpisodeStep Step { get; init; }

    /// <summary>The folder that a launch copies as its workspace; null for an empty one.</summary>
    public string? WorkspaceSource { get; init; }

    /// <summary>Whether a launch leaves out of its workspace what git ignores.</summary>
    public bool OmitsGitIgnored { get; init; }

    /// <summary>The database that a launch copies as its state; null for an empty one.</summary>
    public string? StateSource { get; init; }

    /// <summary>Variables to add to the step's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Secrets to add to the step's environment: masked in its log, and kept nowhere.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an unconfined step sees none of the operator's own variables but those that programs need. A confined one never does.</summary>
    public bool CleanEnvironment { get; init; }

    /// <summary>How long the step may run; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most bytes of log.</summary>
    public long LogLimitBytes { get; init; } = DefaultLogLimit;

    /// <summary>The most bytes of workspace and state that the step may leave.</summary>
    public long OutputLimitBytes { get; init; } = DefaultOutputLimit;

    /// <summary>One of <see cref="RestorePolicies"/>.</summary>
    public string RestorePolicy { get; init; } = RestorePolicies.FailClosed;

    /// <summary>The policy that the run is made under; null for none.</summary>
    public Policy? Policy { get; init; }

    /// <summary>One of <see cref="RouteModes"/>; null for the policy's, else the machine's own network.</summary>
    public string? RouteMode { get; init; }

    /// <summary>One of <see cref="SandboxModes"/>; null for the policy's, else for what the route needs.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The way out through the operator's machine; only with <see cref="RouteModes.ClientExit"/>.</summary>
    public ClientExit? Exit { get; init; }

    /// <summary>How often a step that fails or runs out of time is tried again, each time from what it started with.</summary>
    public int Retries { get; init; }

    /// <summary>A value that whoever accepts the run accepts once; null for a fresh one where <see cref="ValidFor"/> is given, else for none.</summary>
    public string? Nonce { get; init; }

    /// <summary>How long the run may be accepted once its certificate is written; null for an hour where <see cref="Nonce"/> is given, else for ever.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>The seed of a deterministic run, at least 16 bytes; null for fresh randomness.</summary>
    public ReadOnlyMemory<byte>? Seed { get; init; }

    /// <summary>Who hears the log's lines; null for nobody.</summary>
    public IStepOutput? Output { get; init; }

    /// <summary>Told when the run has an id, before anything else happens; null for nobody.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Told what the episode does, for a progress display; null for nobody.</summary>
    public Action<EpisodePhase>? Progress { get; init; }

    /// <summary>Told of what is unusual and no failure; null for nobody.</summary>
    public Action<string>? Warning { get; init; }
}
