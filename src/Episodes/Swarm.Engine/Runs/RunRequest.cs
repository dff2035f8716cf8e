using Swarm.Core.Contracts;
using Swarm.Engine.Nodes;
using Swarm.Engine.Remote;
using Swarm.Engine.Runs.Detached;
using Swarm.Execution.Episodes;
using Swarm.Execution.Steps;

namespace Swarm.Engine.Runs;

/// <summary>What a user asks for: a launch, or a run from a node.</summary>
public sealed record RunRequest
{
    /// <summary>The node to start from; null for a launch.</summary>
    public NodeReference? Node { get; init; }

    /// <summary>The branch's name; null to inherit the node's, or the default for a launch.</summary>
    public string? Label { get; init; }

    /// <summary>What to run.</summary>
    public required EpisodeStep Step { get; init; }

    /// <summary>The folder that a launch copies; relative to the current folder.</summary>
    public string? Workspace { get; init; }

    /// <summary>Whether a launch leaves out of its workspace what git ignores.</summary>
    public bool OmitsGitIgnored { get; init; }

    /// <summary>The database that a launch copies; relative to the current folder.</summary>
    public string? State { get; init; }

    /// <summary>Variables to add to the step's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Secrets to add to the step's environment: masked in its log, and kept nowhere.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether an unconfined step sees none of the operator's own variables but those that programs need. A confined one never does.</summary>
    public bool CleanEnvironment { get; init; }

    /// <summary>How long the step may run; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The most bytes of log; null for the configuration's.</summary>
    public long? LogLimitBytes { get; init; }

    /// <summary>The most bytes that the step may leave; null for the configuration's.</summary>
    public long? OutputLimitBytes { get; init; }

    /// <summary>One of <see cref="RestorePolicies"/>.</summary>
    public string RestorePolicy { get; init; } = RestorePolicies.FailClosed;

    /// <summary>The file of the policy that the run is made under, relative to the current folder; null for the node's own, or none for a launch.</summary>
    public string? Policy { get; init; }

    /// <summary>One of <see cref="RouteModes"/>; null for the policy's, else the machine's own network.</summary>
    public string? RouteMode { get; init; }

    /// <summary>One of <see cref="SandboxModes"/>; null for the policy's, else for what the route needs.</summary>
    public string? Sandbox { get; init; }

    /// <summary>The broker of the route <see cref="RouteModes.ClientExit"/>, as the run reaches it: <c>host:port</c>; null for the setting, else the user's own on this machine.</summary>
    public string? Broker { get; init; }

    /// <summary>The pin of the broker's key; null for the setting, else that of the user's own.</summary>
    public string? BrokerPin { get; init; }

    /// <summary>The session whose providers make the connections; null for the setting, else the usual.</summary>
    public string? BrokerSession { get; init; }

    /// <summary>The file of a ticket that was issued for the run, which lends it its id; its worker's key lies beside it. Null to issue one.</summary>
    public string? Ticket { get; init; }

    /// <summary>How often a step that fails or runs out of time is tried again, each time from what it started with.</summary>
    public int Retries { get; init; }

    /// <summary>A value that whoever accepts the run accepts once; null for a fresh one where <see cref="ValidFor"/> is given, else for none.</summary>
    public string? Nonce { get; init; }

    /// <summary>How long the run may be accepted once its certificate is written; null for an hour where <see cref="Nonce"/> is given, else for ever.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>The seed of a deterministic run; null for fresh randomness.</summary>
    public ReadOnlyMemory<byte>? Seed { get; init; }

    /// <summary>Where to run it other than here; null for here.</summary>
    public BackendRequest? Backend { get; init; }

    /// <summary>What to start for a local run that goes on in a process of its own, so that only its beginning is waited for; null to run it here and wait for its end.</summary>
    public DetachedProgram? Detached { get; init; }

    /// <summary>Who hears the log's lines; null for nobody.</summary>
    public IStepOutput? Output { get; init; }

    /// <summary>Told when the run has an id; null for nobody.</summary>
    public Action<string>? Started { get; init; }

    /// <summary>Told what the episode does; null for nobody.</summary>
    public Action<EpisodePhase>? Progress { get; init; }

    /// <summary>Told of what is unusual and no failure; null for nobody.</summary>
    public Action<string>? Warning { get; init; }
}
