using System.Text.Json;
using Octokit;
using Swarm.Backends.GitHub.Answers;
using Swarm.Backends.GitHub.Lookups;
using Swarm.Backends.Http;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Time;

namespace Swarm.Backends.GitHub;

/// <summary>Dispatching a workflow, exactly once, and learning which run that started.</summary>
public sealed partial class GitHubClient
{
    private const int MostInputs = 25;
    private const int MostInputCharacters = 65_535;

    // How far back of the dispatch a run may seem to have started: GitHub's clocks are not one.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(2);

    // Kept for the client's life: a server that refuses the member once refuses it always.
    private volatile bool _refusesRunDetails;

    /// <summary>
    /// Dispatches a workflow. What GitHub may have accepted is never sent again: where the answer does not tell the run
    /// (204) or never came, the run is looked for by the request id, which the workflow puts into the run's name.
    /// </summary>
    /// <param name="workflow">The workflow, its pin checked.</param>
    /// <param name="requestId">An id that no other dispatch has: 8 to 100 letters, digits and hyphens.</param>
    /// <param name="inputs">The workflow's inputs. No secret belongs there: GitHub shows them to all who see the run.</param>
    /// <param name="cancellationToken">Ends the call, and leaves it unknown whether a run was started.</param>
    /// <exception cref="SwarmException">
    /// GitHub refused (<c>GH_…</c>: no run was started), or it is not known whether a run was started or which (<c>GH_RUN_UNKNOWN</c>):
    /// then ask <see cref="FindDispatchedRunAsync"/> later, and do not dispatch again.
    /// </exception>
    public async Task<WorkflowDispatch> DispatchAsync(
        PinnedWorkflow workflow, string requestId, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        Require(requestId, inputs);
        var version = await _version.GetAsync(cancellationToken);
        var since = _sender.Before(ClockMargin);
        var subject = $"a run of {workflow.Workflow.Path} of {workflow.Workflow.Repository} at '{workflow.Reference.Name}' (request {requestId})";
        var outcome = await SendDispatchAsync(workflow, inputs, subject, version, cancellationToken);
        if (outcome.Failure is { MayHaveTakenEffect: false } refused)
        {
            throw refused.Error;
        }

        if (outcome.Value is { Status: 200 } reply && TryRead(reply, subject) is { } answer)
        {
            return new WorkflowDispatch(answer.WorkflowRunId, answer.HtmlUrl, IsCorrelated: false);
        }

        return await CorrelateAsync(workflow, requestId, since, outcome.Failure?.Error, cancellationToken);
    }

    /// <summary>Looks once for the run that a dispatch started.</summary>
    /// <param name="workflow">The workflow that was dispatched.</param>
    /// <param name="requestId">The dispatch's request id.</param>
    /// <param name="since">A moment of GitHub's clock before the dispatch; null for however long ago.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The run, or null where none is to be seen.</returns>
    /// <exception cref="SwarmException">More than one run has the request id in its name (<c>GH_RUN_UNKNOWN</c>), or GitHub cannot be asked (<c>GH_…</c>).</exception>
    public async Task<GitHubRun?> FindDispatchedRunAsync(
        WorkflowReference workflow, string requestId, DateTimeOffset? since, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workflow);
        ArgumentNullException.ThrowIfNull(requestId);
        var (repository, file) = (workflow.Repository, workflow.FileName);
        var filter = new WorkflowRunsRequest
        {
            Event = "workflow_dispatch",
            HeadSha = workflow.Commit,
            Created = since is { } moment ? $">={RecordedClock.Format(moment)}" : null,
        };
        var runs = await _lookups.ListAsync(
            $"the runs of {file} of {repository}",
            LookupAnswers.Runs,
            (octokit, page) => octokit.Actions.Workflows.Runs.ListByWorkflow(repository.Owner, repository.Name, file, filter, page),
            cancellationToken);
        var matches = runs.Where(run => RequestName.Has(run.DisplayTitle, requestId)).DistinctBy(run => run.Id).ToArray();
        return matches.Length <= 1
            ? matches.FirstOrDefault()
            : throw new SwarmException(
                ErrorCode.GitHubRunUnknown,
                $"{matches.Length} runs of {repository} have the request id {requestId} in their name ({string.Join(", ", matches.Take(5).Select(run => run.Id))}): somebody dispatched it a second time. Cancel what you did not start, and collect the other by its id.");
    }

    private static void Require(string requestId, IReadOnlyDictionary<string, string> inputs)
    {
        RequestName.Require(requestId);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count > MostInputs || inputs.Sum(input => (long)input.Key.Length + input.Value.Length) > MostInputCharacters)
        {
            throw new SwarmException(
                ErrorCode.SpecInvalid,
                $"The run's inputs are {inputs.Count} with {inputs.Sum(input => (long)input.Key.Length + input.Value.Length)} "
                + $"characters, and GitHub takes at most {MostInputs} with {MostInputCharacters}: put a long script into the workspace.");
        }
    }

    private async Task<HttpOutcome<HttpReply>> SendDispatchAsync(
        PinnedWorkflow workflow, IReadOnlyDictionary<string, string> inputs, string subject, string? version, CancellationToken cancellationToken)
    {
        var asks = version == ApiVersionChoice.RunDetailsOnRequest && !_refusesRunDetails;
        var outcome = await _sender.SendAsync(DispatchCall(workflow, inputs, subject, version, asks), cancellationToken);

        // Servers up to 3.20 refuse the member that they do not know, and with it the whole request: nothing was started.
        if (asks && outcome.Failure is { Status: 400 or 422 } failure && failure.Error.Message.Contains("return_run_details", StringComparison.Ordinal))
        {
            _refusesRunDetails = true;
            outcome = await _sender.SendAsync(DispatchCall(workflow, inputs, subject, version, asksForRun: false), cancellationToken);
        }

        return outcome;
    }

    private HttpCall DispatchCall(
        PinnedWorkflow workflow, IReadOnlyDictionary<string, string> inputs, string subject, string? version, bool asksForRun)
    {
        var request = new DispatchRequest(workflow.Reference.Name, inputs, asksForRun ? true : null);
        var path = $"{Of(workflow.Workflow.Repository)}/actions/workflows/{workflow.Workflow.FileName}/dispatches";
        return Call(HttpMethod.Post, path, subject, version) with
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, GitHubJson.Default.DispatchRequest),
        };
    }

    // It was accepted, whatever the answer looks like: one that cannot be read is no reason to give the run up.
    private DispatchAnswer? TryRead(HttpReply reply, string subject)
    {
        try
        {
            return _api.Read(reply, GitHubJson.Default.DispatchAnswer, subject) is { WorkflowRunId: > 0 } answer ? answer : null;
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitHubResponseInvalid)
        {
            return null;
        }
    }

    private async Task<WorkflowDispatch> CorrelateAsync(
        PinnedWorkflow workflow, string requestId, DateTimeOffset since, SwarmException? lost, CancellationToken cancellationToken)
    {
        var (run, failed) = await PollSchedule.FindAsync(
            _options, token => FindDispatchedRunAsync(workflow.Workflow, requestId, since, token), cancellationToken);
        if (run is not null)
        {
            return new WorkflowDispatch(run.Id, run.HtmlUrl, IsCorrelated: true);
        }

        var last = failed ?? lost;
        var reason = last is null ? "GitHub accepted the dispatch without saying which run it started" : $"the dispatch went unanswered: {last.Message.TrimEnd('.')}";
        throw new SwarmException(
            ErrorCode.GitHubRunUnknown,
            $"It is not known which run of {workflow.Workflow.FileName} of {workflow.Workflow.Repository} the request {requestId} started, if any: {reason}; and no run with that id in its name "
            + $"was seen for {_options.CorrelationPatience.TotalSeconds:0} s. Do not start it again before you have looked for it under Actions; the workflow's run-name must hold the request id.",
            last);
    }
}
