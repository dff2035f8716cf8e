using System.Globalization;
using System.Text;
using Swarm.Backends.GitHub;
using Swarm.Core.Errors;
using Swarm.Engine.Remote;

namespace Swarm.Engine.Diagnosis;

/// <summary>Checks what runs on GitHub need of a server, a token and a repository. Nothing is changed.</summary>
/// <param name="client">The calls of GitHub.</param>
internal sealed class GitHubDoctor(GitHubClient client)
{
    private const string Environment = "swarm";
    private const int FewestRequests = 100;
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(60);
    private static readonly string[] Inputs = ["request_id", "request", "bundle"];

    /// <summary>Makes all checks that can be made; one that depends on what failed is left out.</summary>
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(string? workflowRef, string? dispatchRef, CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck>();
        WorkflowReference workflow;
        try
        {
            workflow = WorkflowReference.Parse(workflowRef, dispatchRef);
        }
        catch (SwarmException exception)
        {
            return [new DoctorCheck("workflow", DoctorStatus.Failed, exception.Message, "Set 'workflow_ref', or name the workflow.")];
        }

        try
        {
            var probe = await client.ProbeAsync(workflow.Repository, cancellationToken);
            checks.AddRange(Describe(probe));
        }
        catch (SwarmException exception)
        {
            return [new DoctorCheck("github", DoctorStatus.Failed, exception.Message, "Mend this first: the other checks of GitHub depend on it.")];
        }

        checks.Add(await CheckWorkflowAsync(workflow, cancellationToken));
        checks.AddRange(await CheckEnvironmentAsync(workflow.Repository, cancellationToken));
        return checks;
    }

    private IEnumerable<DoctorCheck> Describe(GitHubProbe probe)
    {
        var owner = probe.Login is null ? "an app or a workflow" : $"'{probe.Login}'";
        var expires = probe.TokenExpires is null ? string.Empty : $", until {probe.TokenExpires}";
        yield return new DoctorCheck("token", DoctorStatus.Ok, $"that of {owner}{expires}", null);
        yield return probe.Scopes is { } scopes && !scopes.Contains("repo", StringComparer.Ordinal) && (probe.Repository.Private || !scopes.Contains("public_repo", StringComparer.Ordinal))
            ? new DoctorCheck("scopes", DoctorStatus.Failed, $"the token has only '{string.Join(", ", scopes)}'", "Give it the scope 'repo', or use a fine-grained token with write access to actions and contents.")
            : new DoctorCheck("scopes", DoctorStatus.Ok, probe.Scopes is null ? "those of a fine-grained token, which GitHub does not list" : string.Join(", ", probe.Scopes), null);
        yield return probe.Repository switch
        {
            { Archived: true } => new DoctorCheck("repository", DoctorStatus.Failed, $"{probe.Repository.FullName} is archived", "Unarchive it: nothing runs in it."),
            { Permissions: { Push: false } } => new DoctorCheck("repository", DoctorStatus.Failed, $"the token may only read {probe.Repository.FullName}", "Give it write access: dispatching needs that."),
            _ => new DoctorCheck("repository", DoctorStatus.Ok, $"{probe.Repository.FullName}, {(probe.Repository.Private ? "private" : "public")}", null),
        };
        yield return probe.ApiVersion is { } version
            ? new DoctorCheck("api version", DoctorStatus.Ok, probe.ServerVersion is null ? version : $"{version}, GitHub Enterprise Server {probe.ServerVersion}", null)
            : new DoctorCheck("api version", DoctorStatus.Warning, "the server knows no versions", "Runs are found by their names; a newer server tells them at once.");
        yield return probe.ClockSkew.Duration() > MostSkew
            ? new DoctorCheck("clock", DoctorStatus.Failed, $"it is {probe.ClockSkew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s off GitHub's", "Set this machine's clock: certificates and waits go by it.")
            : new DoctorCheck("clock", DoctorStatus.Ok, $"within {MostSkew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s of GitHub's", null);
        if (probe.RequestsLeft is { } left)
        {
            yield return left < FewestRequests
                ? new DoctorCheck("rate limit", DoctorStatus.Warning, $"only {left} calls are left this hour", "Wait, or use another token: each run takes some twenty calls.")
                : new DoctorCheck("rate limit", DoctorStatus.Ok, $"{left} calls are left this hour", null);
        }
    }

    private async Task<DoctorCheck> CheckWorkflowAsync(WorkflowReference workflow, CancellationToken cancellationToken)
    {
        const string Name = "workflow";
        try
        {
            var pinned = await client.PinAsync(workflow, cancellationToken);
            var text = Encoding.UTF8.GetString(pinned.File.Span);
            var missing = Inputs.Where(input => !text.Contains($"inputs.{input}", StringComparison.Ordinal)).ToArray();
            return missing.Length == 0
                ? new DoctorCheck(Name, DoctorStatus.Ok, $"{workflow}, which '{pinned.Reference.FullName}' is at", null)
                : new DoctorCheck(Name, DoctorStatus.Failed, $"{workflow} does not take the inputs {string.Join(", ", missing)}", "Write it anew with 'swarm init --github', commit it, and pin that commit.");
        }
        catch (SwarmException exception)
        {
            return new DoctorCheck(Name, DoctorStatus.Failed, exception.Message, "Write it with 'swarm init --github', commit and push it, and pin that commit.");
        }
    }

    private async Task<IReadOnlyList<DoctorCheck>> CheckEnvironmentAsync(GitHubRepository repository, CancellationToken cancellationToken)
    {
        var checks = new List<DoctorCheck>();
        var name = "environment";
        try
        {
            var environment = await client.GetEnvironmentAsync(repository, Environment, cancellationToken);
            checks.Add(environment.IsBranchRestricted
                ? new DoctorCheck(name, DoctorStatus.Ok, $"'{Environment}' is for some branches only", null)
                : new DoctorCheck(name, DoctorStatus.Failed, $"'{Environment}' is open to every branch, whose workflows can then read the sealing key", "Restrict its deployment branches to those that you review."));
            name = "sealing key";
            var secrets = await client.ListEnvironmentSecretsAsync(repository, Environment, cancellationToken);
            checks.Add(secrets.Any(secret => string.Equals(secret.Name, RunnerIdentity.Variable, StringComparison.OrdinalIgnoreCase))
                ? new DoctorCheck(name, DoctorStatus.Ok, $"'{RunnerIdentity.Variable}' is set in '{Environment}'", null)
                : new DoctorCheck(name, DoctorStatus.Failed, $"'{RunnerIdentity.Variable}' is not set in '{Environment}'", $"Set it with 'gh secret set {RunnerIdentity.Variable} --env {Environment}', from the file that 'swarm init --github' wrote."));
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitHubForbidden)
        {
            checks.Add(new DoctorCheck(name, DoctorStatus.Warning, "the token may not see environments and their secrets", "Give it read access to them to have them checked."));
        }
        catch (SwarmException exception)
        {
            checks.Add(new DoctorCheck(name, DoctorStatus.Failed, exception.Message, $"Make the environment '{Environment}' with restricted deployment branches, and set the secret {RunnerIdentity.Variable} in it."));
        }

        return checks;
    }
}
