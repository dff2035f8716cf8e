using System.Buffers.Text;
using System.Text;
using Swarm.Backends.GitLab.Answers;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;

namespace Swarm.Backends.GitLab;

/// <summary>Projects, branches, tags and the files of pipelines.</summary>
public sealed partial class GitLabClient
{
    private const string DefaultFile = ".gitlab-ci.yml";
    private const int MostFileBytes = 1024 * 1024;

    /// <summary>Reads a project.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>GL_…</c>).</exception>
    public Task<GitLabProjectDetails> GetProjectAsync(GitLabProject project, CancellationToken cancellationToken = default) =>
        _api.GetAsync(Of(project), $"the project {project}", GitLabJson.Default.GitLabProjectDetails, cancellationToken);

    /// <summary>Learns what server, token and project allow, without changing anything.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">The server, the token or the project cannot be used at all (<c>GL_…</c>).</exception>
    public async Task<GitLabProbe> ProbeAsync(GitLabProject project, CancellationToken cancellationToken = default)
    {
        var details = await GetProjectAsync(project, cancellationToken);
        var user = await _api.TryGetAsync("user", "the token's owner", GitLabJson.Default.UserAnswer, cancellationToken);
        var token = await _api.TryGetAsync("personal_access_tokens/self", "the token's scopes", GitLabJson.Default.TokenAnswer, cancellationToken);
        var version = await _api.TryGetAsync("version", "its version", GitLabJson.Default.VersionAnswer, cancellationToken);
        return new GitLabProbe
        {
            Project = details,
            Login = user.Value?.Username,
            Scopes = token.Value?.Scopes,
            TokenExpires = token.Value?.ExpiresAt,
            ServerVersion = version.Value?.Version,
            ClockSkew = _sender.ClockSkew,
        };
    }

    /// <summary>Finds the project of a pipeline's file. How long its path is, GitLab alone knows.</summary>
    /// <param name="pipeline">The pipeline's file at a commit.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">There is none (<c>GL_NOT_FOUND</c>), or GitLab cannot be asked (<c>GL_…</c>).</exception>
    public async Task<GitLabProject> FindProjectAsync(PipelineReference pipeline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return (await LookUpAsync(pipeline, cancellationToken)).Project;
    }

    /// <summary>Looks for a project's own variable, of which the value is not read. It takes the role Maintainer.</summary>
    /// <param name="project">The project.</param>
    /// <param name="key">The variable's name.</param>
    /// <param name="environment">The environment that it is for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The variable, or null where the project has none of that name for exactly that environment.</returns>
    /// <exception cref="SwarmException">It cannot be asked for (<c>GL_…</c>).</exception>
    public async Task<GitLabVariable?> FindVariableAsync(
        GitLabProject project, string key, string environment, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentException.ThrowIfNullOrEmpty(environment);
        var outcome = await _api.TryGetAsync(
            $"{Of(project)}/variables/{Uri.EscapeDataString(key)}?filter%5Benvironment_scope%5D={Uri.EscapeDataString(environment)}",
            $"the variable {key} of {project}",
            GitLabJson.Default.GitLabVariable,
            cancellationToken);
        return outcome.Failure is { Status: 404 } ? null : outcome.ValueOrThrow();
    }

    /// <summary>Finds the commit that a branch or tag is at.</summary>
    /// <param name="project">The project.</param>
    /// <param name="name">The branch or tag, with <c>refs/heads/</c> or <c>refs/tags/</c> or without.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">There is none (<c>GL_NOT_FOUND</c>), or a branch and a tag both have the name (<c>WORKFLOW_REF_INVALID</c>).</exception>
    public async Task<GitLabReference> ResolveAsync(GitLabProject project, string name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!GitReferenceName.IsValid(name))
        {
            throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"'{Quoted.Text(name)}' is not the name of a branch or tag: give one such as 'main'.");
        }

        const string Heads = "refs/heads/";
        const string Tags = "refs/tags/";
        var found = new List<GitLabReference>();
        foreach (var (prefix, kind) in new[] { (Heads, "branches"), (Tags, "tags") })
        {
            var isFull = name.StartsWith(prefix, StringComparison.Ordinal);
            if ((isFull || !name.StartsWith("refs/", StringComparison.Ordinal))
                && await FindReferenceAsync(project, kind, isFull ? name[prefix.Length..] : name, cancellationToken) is { } answer)
            {
                found.Add(new GitLabReference(prefix + answer.Name, answer.Commit.Id, answer.Protected));
            }
        }

        return found switch
        {
            [] => throw new SwarmException(
                ErrorCode.GitLabNotFound, $"{project} has no branch or tag '{name}': push it, name another one, or give a token that may see the project."),
            [var only] => only,
            _ => throw new SwarmException(
                ErrorCode.WorkflowRefInvalid, $"{project} has a branch and a tag '{name}', and GitLab starts no pipeline for such a name: give one of them another name."),
        };
    }

    /// <summary>
    /// Checks a pin: the project runs this file, the branch or tag is at the pinned commit, and the file is there at that
    /// commit. Nothing is started without it.
    /// </summary>
    /// <param name="pipeline">The pipeline's file at a commit.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SwarmException">
    /// The branch or tag is at another commit (<c>WORKFLOW_REF_UNPINNED</c>), the project runs another file or is spelled otherwise
    /// (<c>WORKFLOW_REF_INVALID</c>), something is not there (<c>GL_NOT_FOUND</c>), the project takes no pipelines with variables
    /// (<c>GL_CONFLICT</c>), or GitLab cannot be asked (<c>GL_…</c>).
    /// </exception>
    public async Task<PinnedPipeline> PinAsync(PipelineReference pipeline, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var (project, file, details) = await LookUpAsync(pipeline, cancellationToken);
        RequireRunnable(project, file, details);
        var name = pipeline.DispatchRef ?? (details.DefaultBranch is { Length: > 0 } branch ? $"refs/heads/{branch}" : throw new SwarmException(
            ErrorCode.GitLabNotFound, $"{project} has no default branch that the token may see: name the branch or tag to start the pipeline for."));
        var reference = await ResolveAsync(project, name, cancellationToken);
        if (reference.Commit != pipeline.Pin.Commit)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefUnpinned,
                $"'{reference.FullName}' of {project} is at commit {reference.Commit}, and the pipeline is pinned to {pipeline.Pin.Commit}: "
                + "pin the commit that you reviewed and that a branch or tag is at, or name the branch or tag that is at the pinned one.");
        }

        return new PinnedPipeline(project, file, reference, await GetFileAsync(project, file, reference.Commit, cancellationToken));
    }

    /// <summary>Reads a file at a commit.</summary>
    /// <param name="project">The project.</param>
    /// <param name="file">The file's path in the project.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SwarmException">There is no such file there (<c>GL_NOT_FOUND</c>), or it is too large (<c>GL_RESPONSE_INVALID</c>).</exception>
    public async Task<byte[]> GetFileAsync(GitLabProject project, string file, string commit, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentException.ThrowIfNullOrEmpty(commit);
        var subject = $"the file {file} of {project} at commit {commit}";
        var path = $"{Of(project)}/repository/files/{Uri.EscapeDataString(file)}?ref={Uri.EscapeDataString(commit)}";
        var answer = await _api.GetAsync(path, subject, GitLabJson.Default.FileAnswer, cancellationToken);
        if (answer is not { Encoding: "base64", Size: >= 0 and <= MostFileBytes })
        {
            throw _sender.Unusable(subject, $"it is not an ordinary file of at most {MostFileBytes} bytes");
        }

        var text = Encoding.UTF8.GetBytes(answer.Content);
        return Base64.DecodeFromUtf8InPlace(text, out var written) == System.Buffers.OperationStatus.Done && written == answer.Size
            ? text[..written]
            : throw _sender.Unusable(subject, "its content is not the Base64 of its size");
    }

    private async Task<(GitLabProject Project, string File, GitLabProjectDetails Details)> LookUpAsync(
        PipelineReference pipeline, CancellationToken cancellationToken)
    {
        SwarmException? absent = null;
        foreach (var (project, file) in pipeline.Candidates())
        {
            var outcome = await _api.TryGetAsync(Of(project), $"the project {project}", GitLabJson.Default.GitLabProjectDetails, cancellationToken);
            if (outcome.Value is { } details)
            {
                return (project, file, details);
            }

            absent ??= outcome.Failure!.Error;
            if (outcome.Failure is not { Status: 404 })
            {
                throw outcome.Failure!.Error;
            }
        }

        throw absent!;
    }

    private static void RequireRunnable(GitLabProject project, string file, GitLabProjectDetails details)
    {
        if (details.PathWithNamespace != project.Path)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefInvalid, $"The project {project} is called '{Quoted.Text(details.PathWithNamespace)}' at GitLab: write the workflow reference with that.");
        }

        var configured = details.CiConfigPath is { Length: > 0 } path ? path : DefaultFile;
        if (configured != file)
        {
            throw new SwarmException(
                ErrorCode.WorkflowRefInvalid,
                $"The pipelines of {project} run '{Quoted.Text(configured)}' and not '{file}': pin that file where it is in the project itself, or set the project's CI/CD configuration file to '{file}'.");
        }

        var reason = details switch
        {
            { Archived: true } => "is archived: unarchive it",
            { BuildsAccessLevel: "disabled" } => "has CI/CD switched off: switch it on under Settings, General, Visibility",
            { CiPipelineVariablesMinimumOverrideRole: "no_one_allowed" } =>
                "lets nobody set variables of a pipeline: name the role that may under Settings, CI/CD, Variables",
            _ => null,
        };
        if (reason is not null)
        {
            throw new SwarmException(ErrorCode.GitLabConflict, $"The project {project} takes no pipelines of Swarm's, because it {reason}.");
        }
    }

    private async Task<BranchAnswer?> FindReferenceAsync(GitLabProject project, string kind, string name, CancellationToken cancellationToken)
    {
        var subject = $"the commit of '{name}' in {project}";
        var outcome = await _api.TryGetAsync(
            $"{Of(project)}/repository/{kind}/{Uri.EscapeDataString(name)}", subject, GitLabJson.Default.BranchAnswer, cancellationToken);
        if (outcome.Failure is { Status: 404 })
        {
            return null;
        }

        var answer = outcome.ValueOrThrow();
        return answer.Name != name ? null
            : WorkflowPin.IsCommit(answer.Commit.Id) ? answer
            : throw _sender.Unusable(subject, "it names no commit of 40 lower-case hex digits");
    }
}
