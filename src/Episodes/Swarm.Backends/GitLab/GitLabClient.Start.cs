using System.Text.Json;
using Swarm.Backends.GitLab.Answers;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Time;

namespace Swarm.Backends.GitLab;

/// <summary>Starting a pipeline, exactly once, and learning which one that was.</summary>
public sealed partial class GitLabClient
{
    /// <summary>The variable that a pipeline is found again by.</summary>
    public const string RequestVariable = "SWARM_REQUEST_ID";

    private const int MostVariables = 100;
    private const int MostVariableCharacters = 100_000;

    private const string NamePrefix = "swarm ";

    // How many pipelines that have no name of Swarm's are asked for their variables at one look.
    private const int MostUnnamed = 100;

    // How far back of the start a pipeline may seem to have been made: GitLab's clocks are not one.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Starts a pipeline. What GitLab may have accepted is never sent again: where the answer is lost, the pipeline is looked
    /// for by the request id, which is in its name or its variables.
    /// </summary>
    /// <param name="pipeline">The pipeline's file, its pin checked.</param>
    /// <param name="variables">Its variables, <see cref="RequestVariable"/> among them: an id that no other pipeline has, 8 to 100 letters, digits and hyphens. No open secret belongs there.</param>
    /// <param name="cancellationToken">Ends the call, and leaves it unknown whether a pipeline was started.</param>
    /// <exception cref="SwarmException">
    /// GitLab refused (<c>GL_…</c>: no pipeline was started), or it is not known whether one was started or which (<c>GL_RUN_UNKNOWN</c>):
    /// then ask <see cref="FindPipelineAsync"/> later, and do not start it again.
    /// </exception>
    public async Task<GitLabPipeline> StartAsync(
        PinnedPipeline pipeline, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var requestId = Require(variables);
        var since = _sender.Before(ClockMargin);
        var subject = $"a pipeline of {pipeline.Project} for '{pipeline.Reference.Name}' (request {requestId})";
        var request = new PipelineRequest(pipeline.Reference.Name, [.. variables.Select(variable => new VariableAnswer(variable.Key, variable.Value))]);
        var call = Call(HttpMethod.Post, $"{Of(pipeline.Project)}/pipeline", subject) with
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, GitLabJson.Default.PipelineRequest),
        };
        var outcome = await _sender.SendAsync(call, cancellationToken);
        if (outcome.Failure is { MayHaveTakenEffect: false } refused)
        {
            throw refused.Error;
        }

        return (outcome.Value is { } reply ? TryRead(reply, subject) : null)
            ?? await CorrelateAsync(pipeline, requestId, since, outcome.Failure?.Error, cancellationToken);
    }

    /// <summary>Looks once for the pipeline of a request.</summary>
    /// <param name="project">The project.</param>
    /// <param name="commit">The commit that it runs.</param>
    /// <param name="requestId">The request id.</param>
    /// <param name="since">A moment of GitLab's clock before the start; null for however long ago.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The pipeline, or null where none is to be seen.</returns>
    /// <exception cref="SwarmException">More than one pipeline has the request id (<c>GL_RUN_UNKNOWN</c>), or GitLab cannot be asked (<c>GL_…</c>).</exception>
    public async Task<GitLabPipeline?> FindPipelineAsync(
        GitLabProject project, string commit, string requestId, DateTimeOffset? since, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(commit);
        ArgumentNullException.ThrowIfNull(requestId);

        // GitLab leaves out what was made at that moment itself.
        var filter = since is { } moment ? $"&updated_after={Uri.EscapeDataString(RecordedClock.Format(moment.AddSeconds(-1)))}" : "";
        var listed = await _api.ListAsync(
            $"{Of(project)}/pipelines?source={GitLabPipeline.ApiSource}&sha={commit}{filter}",
            $"the pipelines of {project}",
            GitLabJson.Default.GitLabPipelineArray,
            static page => page,
            cancellationToken);
        var candidates = listed
            .Where(pipeline => pipeline.Sha == commit && pipeline.Source is null or GitLabPipeline.ApiSource)
            .DistinctBy(pipeline => pipeline.Id)
            .OrderByDescending(pipeline => pipeline.Id)
            .ToArray();
        var matches = candidates.Where(pipeline => RequestName.Has(pipeline.Name, requestId)).ToList();
        foreach (var unnamed in matches.Count > 0 ? [] : candidates.Where(static pipeline => !IsNamed(pipeline)).Take(MostUnnamed))
        {
            if (await HasRequestAsync(project, unnamed, requestId, cancellationToken))
            {
                matches.Add(unnamed);
            }
        }

        return matches.Count <= 1
            ? matches.FirstOrDefault()
            : throw new SwarmException(
                ErrorCode.GitLabRunUnknown,
                $"{matches.Count} pipelines of {project} have the request id {requestId} ({string.Join(", ", matches.Take(5).Select(pipeline => pipeline.Id))}): "
                + "somebody started it a second time. Cancel what you did not start, and collect the other by its id.");
    }

    private static bool IsNamed(GitLabPipeline pipeline) => pipeline.Name?.StartsWith(NamePrefix, StringComparison.Ordinal) == true;

    private static string Require(IReadOnlyDictionary<string, string> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (!variables.TryGetValue(RequestVariable, out var requestId))
        {
            throw new ArgumentException($"A pipeline needs the variable {RequestVariable}.", nameof(variables));
        }

        RequestName.Require(requestId);
        return variables.Count <= MostVariables && variables.All(static variable => variable.Value.Length <= MostVariableCharacters)
            ? requestId
            : throw new SwarmException(
                ErrorCode.SpecInvalid,
                $"The run has {variables.Count} inputs, the longest of {variables.Values.Max(static value => value.Length)} characters, and a job takes at most {MostVariables} of "
                + $"{MostVariableCharacters}: make the step or its arguments shorter, or put them into the workspace.");
    }

    // It was accepted, whatever the answer looks like: one that cannot be read is no reason to give the pipeline up.
    private GitLabPipeline? TryRead(HttpReply reply, string subject)
    {
        try
        {
            return _api.Read(reply, GitLabJson.Default.GitLabPipeline, subject) is { Id: > 0 } answer ? answer : null;
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitLabResponseInvalid)
        {
            return null;
        }
    }

    private async Task<GitLabPipeline> CorrelateAsync(
        PinnedPipeline pipeline, string requestId, DateTimeOffset since, SwarmException? lost, CancellationToken cancellationToken)
    {
        var (found, failed) = await PollSchedule.FindAsync(
            _options, token => FindPipelineAsync(pipeline.Project, pipeline.Reference.Commit, requestId, since, token), cancellationToken);
        if (found is not null)
        {
            return found;
        }

        var last = failed ?? lost;
        var reason = last is null ? "GitLab accepted it without saying which pipeline it started" : $"the call went unanswered: {last.Message.TrimEnd('.')}";
        throw new SwarmException(
            ErrorCode.GitLabRunUnknown,
            $"It is not known which pipeline of {pipeline.Project} the request {requestId} started, if any: {reason}; and no pipeline with that id in its name or variables "
            + $"was seen for {_options.CorrelationPatience.TotalSeconds:0} s. Do not start it again before you have looked for it under Build, Pipelines.",
            last);
    }

    // Another one's variables may be hidden from the token: it is not ours then.
    private async Task<bool> HasRequestAsync(GitLabProject project, GitLabPipeline pipeline, string requestId, CancellationToken cancellationToken)
    {
        var subject = $"the variables of pipeline {pipeline.Id} of {project}";
        var outcome = await _api.TryGetAsync($"{Of(project, pipeline.Id)}/variables", subject, GitLabJson.Default.VariableAnswerArray, cancellationToken);
        return outcome.Failure is not { Status: 403 or 404 }
            && outcome.ValueOrThrow().Any(variable => variable.Key == RequestVariable && variable.Value == requestId);
    }
}
