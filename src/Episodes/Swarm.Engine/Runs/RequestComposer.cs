using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Engine.Nodes;
using Swarm.Engine.Policies;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;

namespace Swarm.Engine.Runs;

/// <summary>Turns what a user asks for into what an episode is asked to do.</summary>
internal static class RequestComposer
{
    public static EpisodeRequest Compose(SwarmSession session, RunRequest request)
    {
        if (request.Node is not null && (request.Workspace is not null || request.State is not null))
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "A run from a node takes its workspace and state from there: leave them out, or launch.");
        }

        if (request is { OmitsGitIgnored: true, Workspace: null })
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "What git ignores can only be left out of a workspace: name one.");
        }

        // What is not there is refused before a run is recorded.
        if (request.Workspace is { } folder && !Directory.Exists(session.Resolve(folder)))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The workspace '{session.Resolve(folder)}' is not a folder: name one that is there.");
        }

        if (request.State is { } database && !Path.Exists(session.Resolve(database)))
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The state '{session.Resolve(database)}' is not there: name a SQLite database.");
        }

        var parent = request.Node is { } reference ? NodeResolver.Resolve(session.Store, reference) : null;
        var policy = request.Policy is { } file ? PolicyFiles.Read(session.Options, file)
            : parent is null ? null
            : NodePolicy.Find(session.Store, parent);
        var limits = policy?.Document.Limits;
        return new EpisodeRequest
        {
            Label = request.Label ?? parent?.Label ?? Label.Default,
            Parent = parent,
            Step = request.Step with { PowerShellPath = request.Step.PowerShellPath ?? session.Options.PowerShellPath },
            WorkspaceSource = request.Workspace is { } workspace ? session.Resolve(workspace) : null,
            OmitsGitIgnored = request.OmitsGitIgnored,
            StateSource = request.State is { } state ? session.Resolve(state) : null,
            Environment = request.Environment,
            Secrets = request.Secrets,
            CleanEnvironment = request.CleanEnvironment,
            Timeout = request.Timeout ?? (limits?.RunTimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            LogLimitBytes = request.LogLimitBytes ?? Within(limits?.LogBytes, session.Configuration.LogLimitBytes ?? EpisodeRequest.DefaultLogLimit),
            OutputLimitBytes = request.OutputLimitBytes ?? Within(limits?.OutputBytes, session.Configuration.OutputLimitBytes ?? EpisodeRequest.DefaultOutputLimit),
            Policy = policy,
            RouteMode = request.RouteMode,
            Sandbox = request.Sandbox,
            Retries = request.Retries,
            Nonce = request.Nonce,
            ValidFor = request.ValidFor,
            RestorePolicy = request.RestorePolicy,
            Seed = request.Seed,
            Output = request.Output,
            Started = request.Started,
            Progress = request.Progress,
            Warning = request.Warning,
        };
    }

    // What nobody asked for gives way to a policy; what was asked for and is more is refused.
    private static long Within(long? limit, long usual) => Math.Min(limit ?? usual, usual);
}
