using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Execution.Scripts;

namespace Swarm.Engine.Runs.Detached;

/// <summary>
/// A run as it is handed to the process that is to run it: over a pipe, since it may hold secrets and a seed. It is never a file.
/// </summary>
internal sealed record DetachedRequest
{
    public required string Root { get; init; }

    public required string CurrentFolder { get; init; }

    public string? Profile { get; init; }

    public string? NodeId { get; init; }

    public string? Label { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public string? Script { get; init; }

    public JsonElement? ScriptArguments { get; init; }

    public JsonElement? ScriptUsing { get; init; }

    public string? PowerShellPath { get; init; }

    public string? Workspace { get; init; }

    public bool OmitsGitIgnored { get; init; }

    public string? State { get; init; }

    public required Dictionary<string, string> Environment { get; init; }

    public required Dictionary<string, string> Secrets { get; init; }

    public bool CleanEnvironment { get; init; }

    public long? TimeoutTicks { get; init; }

    public long? LogLimitBytes { get; init; }

    public long? OutputLimitBytes { get; init; }

    public required string RestorePolicy { get; init; }

    public string? Policy { get; init; }

    public string? RouteMode { get; init; }

    public string? Sandbox { get; init; }

    public string? Broker { get; init; }

    public string? BrokerPin { get; init; }

    public string? BrokerSession { get; init; }

    public string? Ticket { get; init; }

    public int Retries { get; init; }

    public string? Nonce { get; init; }

    public long? ValidForTicks { get; init; }

    public byte[]? Seed { get; init; }

    /// <summary>Describes a run.</summary>
    public static DetachedRequest From(SwarmSession session, RunRequest run, string? nodeId) => new()
    {
        Root = session.Root,
        CurrentFolder = session.Options.CurrentFolder,
        Profile = session.Options.Profile,
        NodeId = nodeId,
        Label = run.Label,
        Command = run.Step.Command,
        Script = run.Step.Script,
        ScriptArguments = ToElement(run.Step.ScriptInput?.Arguments),
        ScriptUsing = ToElement(run.Step.ScriptInput?.Using),
        PowerShellPath = run.Step.PowerShellPath ?? session.Options.PowerShellPath,
        Workspace = run.Workspace,
        OmitsGitIgnored = run.OmitsGitIgnored,
        State = run.State,
        Environment = run.Environment.ToDictionary(StringComparer.Ordinal),
        Secrets = run.Secrets.ToDictionary(StringComparer.Ordinal),
        CleanEnvironment = run.CleanEnvironment,
        TimeoutTicks = run.Timeout?.Ticks,
        LogLimitBytes = run.LogLimitBytes,
        OutputLimitBytes = run.OutputLimitBytes,
        RestorePolicy = run.RestorePolicy,
        Policy = run.Policy,
        RouteMode = run.RouteMode,
        Sandbox = run.Sandbox,
        Broker = run.Broker,
        BrokerPin = run.BrokerPin,
        BrokerSession = run.BrokerSession,
        Ticket = run.Ticket,
        Retries = run.Retries,
        Nonce = run.Nonce,
        ValidForTicks = run.ValidFor?.Ticks,
        Seed = run.Seed?.ToArray(),
    };

    /// <summary>Gives the run.</summary>
    /// <param name="started">Told when it has an id.</param>
    public RunRequest ToRun(Action<string> started) => new()
    {
        Node = NodeId is null ? null : new NodeReference(NodeId),
        Label = Label,
        Step = new EpisodeStep
        {
            Command = Command,
            Script = Script,
            ScriptInput = Script is null ? null : new ScriptInput(Read<JsonArray>(ScriptArguments) ?? [], Read<JsonObject>(ScriptUsing) ?? []),
            PowerShellPath = PowerShellPath,
        },
        Workspace = Workspace,
        OmitsGitIgnored = OmitsGitIgnored,
        State = State,
        Environment = Environment,
        Secrets = Secrets,
        CleanEnvironment = CleanEnvironment,
        Timeout = ToTime(TimeoutTicks),
        LogLimitBytes = LogLimitBytes,
        OutputLimitBytes = OutputLimitBytes,
        RestorePolicy = RestorePolicy,
        Policy = Policy,
        RouteMode = RouteMode,
        Sandbox = Sandbox,
        Broker = Broker,
        BrokerPin = BrokerPin,
        BrokerSession = BrokerSession,
        Ticket = Ticket,
        Retries = Retries,
        Nonce = Nonce,
        ValidFor = ToTime(ValidForTicks),
        Seed = Seed is null ? null : (ReadOnlyMemory<byte>?)Seed,
        Started = started,
    };

    /// <summary>Says nothing of what it holds.</summary>
    public override string ToString() => $"run in {Root} (redacted)";

    private static TimeSpan? ToTime(long? ticks) => ticks is { } count ? TimeSpan.FromTicks(count) : null;

    private static JsonElement? ToElement(JsonNode? node)
    {
        if (node is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }

    private static T? Read<T>(JsonElement? element)
        where T : JsonNode => element is { } value ? (T?)JsonNode.Parse(value.GetRawText()) : null;
}
