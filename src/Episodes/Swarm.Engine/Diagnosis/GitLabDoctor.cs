using System.Globalization;
using System.Text;
using Swarm.Backends.GitLab;
using Swarm.Core.Errors;
using Swarm.Engine.Remote;
using Swarm.Engine.Workflows;

namespace Swarm.Engine.Diagnosis;

/// <summary>Checks what runs on GitLab need of a server, a token and a project. Nothing is changed.</summary>
/// <param name="client">The calls of GitLab.</param>
internal sealed class GitLabDoctor(GitLabClient client)
{
    private const string Environment = WorkflowTemplate.EnvironmentName;
    private const string Api = "api";
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(60);
    private static readonly Version FirstWithNames = new(16, 3);
    private static readonly string[] Variables = ["SWARM_REQUEST_ID", "SWARM_REQUEST", "SWARM_BUNDLE"];

    /// <summary>Makes all checks that can be made; one that depends on what failed is left out.</summary>
    public async Task<IReadOnlyList<DoctorCheck>> RunAsync(string? workflowRef, string? dispatchRef, CancellationToken cancellationToken)
    {
        PipelineReference pipeline;
        try
        {
            pipeline = PipelineReference.Parse(workflowRef, dispatchRef);
        }
        catch (SwarmException exception)
        {
            return [new DoctorCheck("workflow", DoctorStatus.Failed, exception.Message, "Set 'workflow_ref', or name the workflow.")];
        }

        try
        {
            var project = await client.FindProjectAsync(pipeline, cancellationToken);
            var probe = await client.ProbeAsync(project, cancellationToken);
            return [.. Describe(probe), .. await CheckWorkflowAsync(pipeline, cancellationToken), await CheckKeyAsync(project, cancellationToken)];
        }
        catch (SwarmException exception)
        {
            return [new DoctorCheck("gitlab", DoctorStatus.Failed, exception.Message, "Mend this first: the other checks of GitLab depend on it.")];
        }
    }

    private static IEnumerable<DoctorCheck> Describe(GitLabProbe probe)
    {
        var owner = probe.Login is null ? "somebody whom GitLab does not name" : $"'{probe.Login}'";
        var expires = probe.TokenExpires is null ? string.Empty : $", until {probe.TokenExpires}";
        yield return new DoctorCheck("token", DoctorStatus.Ok, $"that of {owner}{expires}", null);
        yield return probe.Scopes is { } scopes && !scopes.Contains(Api, StringComparer.Ordinal)
            ? new DoctorCheck("scopes", DoctorStatus.Failed, $"the token has only '{string.Join(", ", scopes)}'", "Make one with the scope 'api': starting pipelines needs it.")
            : new DoctorCheck("scopes", DoctorStatus.Ok, probe.Scopes is null ? "those of a token that GitLab does not describe" : string.Join(", ", probe.Scopes), null);
        yield return CheckProject(probe.Project);
        yield return CheckVariables(probe.Project);
        yield return probe.ServerVersion is not { } version
            ? new DoctorCheck("version", DoctorStatus.Warning, "the server does not tell it", "Runs need GitLab 15.5, and are found sooner from 16.3 on.")
            : Version.TryParse(version.Split('-')[0], out var known) && known < FirstWithNames
                ? new DoctorCheck("version", DoctorStatus.Warning, $"GitLab {version}", $"Pipelines show their names from {FirstWithNames} on; until then runs are found by their variables.")
                : new DoctorCheck("version", DoctorStatus.Ok, $"GitLab {version}", null);
        yield return probe.ClockSkew.Duration() > MostSkew
            ? new DoctorCheck("clock", DoctorStatus.Failed, $"it is {probe.ClockSkew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s off GitLab's", "Set this machine's clock: certificates and waits go by it.")
            : new DoctorCheck("clock", DoctorStatus.Ok, $"within {MostSkew.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s of GitLab's", null);
    }

    private static DoctorCheck CheckProject(GitLabProjectDetails project)
    {
        const string Name = "project";
        return project switch
        {
            { Archived: true } => new DoctorCheck(Name, DoctorStatus.Failed, $"{project.PathWithNamespace} is archived", "Unarchive it: nothing runs in it."),
            { BuildsAccessLevel: "disabled" } => new DoctorCheck(
                Name, DoctorStatus.Failed, $"{project.PathWithNamespace} has CI/CD switched off", "Switch it on under Settings, General, Visibility."),
            { Permissions.AccessLevel: < GitLabAccess.Developer } => new DoctorCheck(
                Name, DoctorStatus.Failed, $"the token's role in {project.PathWithNamespace} is below Developer", "Give it the role Developer: starting pipelines needs that."),
            _ => new DoctorCheck(Name, DoctorStatus.Ok, $"{project.PathWithNamespace}, {project.Visibility ?? "of unknown visibility"}", null),
        };
    }

    private static DoctorCheck CheckVariables(GitLabProjectDetails project)
    {
        const string Name = "pipeline variables";
        const string Remedy = "Let the token's role set them under Settings, CI/CD, Variables, or give the token a higher one: a run's request is such a variable.";
        var role = project.CiPipelineVariablesMinimumOverrideRole;
        var least = role switch
        {
            "maintainer" => GitLabAccess.Maintainer,
            "owner" => GitLabAccess.Owner,
            _ => GitLabAccess.Developer,
        };
        return role switch
        {
            "no_one_allowed" => new DoctorCheck(Name, DoctorStatus.Failed, "nobody may set them", Remedy),
            null => new DoctorCheck(Name, DoctorStatus.Ok, "the server does not tell who may set them", null),
            _ when project.Permissions?.AccessLevel < least => new DoctorCheck(Name, DoctorStatus.Failed, $"only the role {role} and higher ones may set them, and the token's is lower", Remedy),
            _ => new DoctorCheck(Name, DoctorStatus.Ok, $"the role {role} and higher ones may set them", null),
        };
    }

    private async Task<IReadOnlyList<DoctorCheck>> CheckWorkflowAsync(PipelineReference pipeline, CancellationToken cancellationToken)
    {
        const string Name = "workflow";
        try
        {
            var pinned = await client.PinAsync(pipeline, cancellationToken);
            var text = Encoding.UTF8.GetString(pinned.File.Span);
            var missing = Variables.Where(variable => !text.Contains($"${variable}", StringComparison.Ordinal)).ToArray();
            var branch = pinned.Reference.IsProtected switch
            {
                false => new DoctorCheck(
                    "branch", DoctorStatus.Failed, $"'{pinned.Reference.FullName}' is not protected, so that its jobs do not get protected variables", "Protect it under Settings, Repository, and decide who may push to it."),
                null => new DoctorCheck("branch", DoctorStatus.Warning, $"the server does not tell whether '{pinned.Reference.FullName}' is protected", "See that it is: its jobs get no protected variables otherwise."),
                true => new DoctorCheck("branch", DoctorStatus.Ok, $"'{pinned.Reference.FullName}' is protected", null),
            };
            var workflow = missing.Length > 0
                ? new DoctorCheck(
                    Name, DoctorStatus.Failed, $"{pipeline} does not read {string.Join(", ", missing)}", "Write it anew with 'swarm init --gitlab', commit it, and pin that commit.")
                : text.Split('\n').Any(static line => line.StartsWith("include:", StringComparison.Ordinal))
                    ? new DoctorCheck(Name, DoctorStatus.Warning, $"{pipeline} includes other files, which the pin does not cover", "Write what they hold into the file itself.")
                    : new DoctorCheck(Name, DoctorStatus.Ok, $"{pipeline}, which '{pinned.Reference.FullName}' is at", null);
            return [workflow, branch];
        }
        catch (SwarmException exception)
        {
            return [new DoctorCheck(Name, DoctorStatus.Failed, exception.Message, "Write it with 'swarm init --gitlab', commit and push it, and pin that commit.")];
        }
    }

    private async Task<DoctorCheck> CheckKeyAsync(GitLabProject project, CancellationToken cancellationToken)
    {
        const string Name = "sealing key";
        const string Key = RunnerIdentity.Variable;
        const string Remedy = $"Set it with 'tail -n 1 KEY-FILE | glab variable set {Key} --scope {Environment} --protected --masked', where KEY-FILE is the file that 'swarm init --gitlab' wrote.";
        try
        {
            return await client.FindVariableAsync(project, Key, Environment, cancellationToken) switch
            {
                null => new DoctorCheck(Name, DoctorStatus.Failed, $"the project has no variable '{Key}' for the environment '{Environment}'", Remedy),
                { Protected: false } => new DoctorCheck(Name, DoctorStatus.Failed, $"'{Key}' is not protected: the pipeline of any branch can read it", Remedy),
                { Masked: false } => new DoctorCheck(Name, DoctorStatus.Warning, $"'{Key}' is not masked: a job's log would show it", Remedy),
                _ => new DoctorCheck(Name, DoctorStatus.Ok, $"'{Key}' is set for '{Environment}', protected and masked", null),
            };
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.GitLabForbidden)
        {
            return new DoctorCheck(Name, DoctorStatus.Warning, "the token may not see the project's variables", "Give it the role Maintainer to have them checked.");
        }
    }
}
