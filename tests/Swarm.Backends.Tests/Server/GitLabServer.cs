using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Swarm.Backends.Tests.Server;

/// <summary>Plays GitLab: the calls as its documentation of version 4 has them.</summary>
public sealed class GitLabServer : RemoteServer
{
    private GitLabServer(TimeProvider clock, OpenApi.OpenApiDescription? description)
        : base(clock, description)
    {
    }

    public override string Token { get; set; } = "glpat-0123456789abcdefghij";

    /// <summary>The token of a running job, which may do less.</summary>
    public string JobToken { get; set; } = "glcbt-64_0123456789abcdefghij";

    /// <summary>Whether pipelines have names in answers; servers before 16.3 show none.</summary>
    public bool ShowsNames { get; set; } = true;

    /// <summary>Whether files are sent on to the store; a server without one gives them out itself.</summary>
    public bool HasStore { get; set; } = true;

    /// <summary>Whether packages arrive changed.</summary>
    public bool ChangesPackages { get; set; }

    /// <summary>Who may set variables.</summary>
    public string VariablesRole { get; set; } = "developer";

    /// <summary>What the token's owner is in the projects; null where it is not shown.</summary>
    public int? AccessLevel { get; set; } = 40;

    /// <summary>The token's scopes; null for a token that is not described.</summary>
    public string[]? Scopes { get; set; } = ["api"];

    /// <summary>The server's version; null where it is not told.</summary>
    public string? Version { get; set; } = "18.4.0-ee";

    /// <summary>Whether branches are protected.</summary>
    public bool ProtectsBranches { get; set; } = true;

    public Dictionary<string, ServerRepository> Projects { get; } = new(StringComparer.OrdinalIgnoreCase);

    protected override string RequestHeader => "x-request-id";

    protected override string ApiPath => "/api/v4";

    public static GitLabServer Create(TimeProvider clock, OpenApi.OpenApiDescription? description) => new(clock, description);

    public ServerRepository AddProject(string groups, string name)
    {
        var project = new ServerRepository(groups, name);
        Change(() => Projects[project.FullName] = project);
        return project;
    }

    /// <summary>Makes a pipeline, as a call would.</summary>
    public ServerRun AddRun(ServerRepository project, string reference, string sha, IReadOnlyDictionary<string, string> variables)
    {
        var run = new ServerRun(++NextId, new ServerWorkflow(1, ".gitlab-ci.yml"), reference, sha, variables, Now()) { Event = "api" };
        run.Title = variables.TryGetValue("SWARM_REQUEST_ID", out var id) ? $"swarm {id}" : "";
        project.Runs[run.Id] = run;
        return run;
    }

    /// <summary>Adds what a job left; null for a job of its own.</summary>
    public void AddArtifact(ServerRun run, string name, byte[] archive, ServerJob? job = null)
    {
        run.Artifacts.Add(job is null ? new ServerArtifact(++NextId, name, archive, Now()) : new ServerArtifact(job.Id, name, archive, Now()) { JobName = job.Name });
    }

    // GitLab describes its packages by wildcards, which OpenAPI does not know.
    protected override string? Described(string path) =>
        path.StartsWith("/projects/", StringComparison.Ordinal) && !path.Contains("/packages/", StringComparison.Ordinal) ? ApiPath + path : null;

    // GitLab's description leaves out members that its documentation shows, and says of none that it may be null.
    protected override bool ChecksAnswers => false;

    protected override ServerAnswer? Refusal(ServerRequest request)
    {
        var isOurs = request.Headers.GetValueOrDefault("PRIVATE-TOKEN") == Token;
        var isJobs = request.Headers.GetValueOrDefault("JOB-TOKEN") == JobToken
            && (request.Path.Contains("/packages/", StringComparison.Ordinal) || (request.Method == "GET" && request.Path.EndsWith("/artifacts", StringComparison.Ordinal)));
        return isOurs || isJobs ? null : ServerAnswer.Json(401, new JsonObject { ["message"] = "401 Unauthorized" });
    }

    protected override ServerAnswer Route(ServerRequest request, string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        return (request.Method, segments) switch
        {
            ("GET", ["version"]) => Version is null ? NotFound("404 Not Found") : ServerAnswer.Json(200, new JsonObject { ["version"] = Version, ["revision"] = "abc" }),
            ("GET", ["user"]) => ServerAnswer.Json(200, new JsonObject { ["id"] = 1, ["username"] = "operator" }),
            ("GET", ["personal_access_tokens", "self"]) => Scopes is null
                ? NotFound("404 Not Found")
                : ServerAnswer.Json(200, new JsonObject { ["id"] = 1, ["scopes"] = new JsonArray([.. Scopes.Select(scope => (JsonNode)scope)]), ["expires_at"] = "2026-12-31" }),
            (_, ["projects", var name, .. var rest]) when Projects.TryGetValue(name, out var project) => OfProject(project, request, rest),
            _ => NotFound("404 Project Not Found"),
        };
    }

    private ServerAnswer OfProject(ServerRepository project, ServerRequest request, string[] rest) => (request.Method, rest) switch
    {
        ("GET", []) => Describe(project),
        ("GET", ["repository", "branches", var name]) => Reference(project, name, $"refs/heads/{name}"),
        ("GET", ["repository", "tags", var name]) => Reference(project, name, $"refs/tags/{name}"),
        ("GET", ["repository", "files", var file]) => File(project, file, request.Query.GetValueOrDefault("ref")),
        ("GET", ["variables", var key]) => Variable(project, key, request.Query.GetValueOrDefault("filter[environment_scope]")),
        ("POST", ["pipeline"]) => Start(project, request),
        ("GET", ["pipelines"]) => List(project, request),
        (_, ["pipelines", var id, .. var of]) => OfPipeline(project, Number(id), request, of),
        ("POST", ["jobs", var id, "cancel"]) => CancelJob(project, Number(id), (bool?)request.Json?["force"] == true),
        ("GET", ["jobs", var id]) => OneJob(project, Number(id)),
        ("GET", ["jobs", var id, "artifacts"]) => Artifact(project, Number(id)),
        ("GET", ["jobs", var id, "trace"]) => Trace(project, Number(id)),
        ("PUT", ["packages", "generic", .. var of]) when of.Length == 3 => Upload(project, string.Join('/', of), request),
        ("GET", ["packages", "generic", .. var of]) => project.Packages.TryGetValue(string.Join('/', of), out var content) ? Give(content, "bin") : NotFound("404 Not found"),
        _ => NotFound("404 Not Found"),
    };

    private static ServerAnswer NotFound(string message) => ServerAnswer.Json(404, new JsonObject { ["message"] = message });

    private static ServerAnswer Refuse(string reason) => ServerAnswer.Json(400, new JsonObject { ["message"] = new JsonObject { ["base"] = new JsonArray(reason) } });

    private ServerAnswer Describe(ServerRepository project) => ServerAnswer.Json(200, new JsonObject
    {
        ["id"] = 1,
        ["path_with_namespace"] = project.FullName,
        ["default_branch"] = project.DefaultBranch,
        ["ci_config_path"] = project.PipelineFile,
        ["archived"] = project.IsArchived,
        ["visibility"] = "private",
        ["builds_access_level"] = "enabled",
        ["ci_pipeline_variables_minimum_override_role"] = VariablesRole,
        ["permissions"] = AccessLevel is { } level ? new JsonObject { ["project_access"] = null, ["group_access"] = new JsonObject { ["access_level"] = level } } : null,
    });

    private ServerAnswer Variable(ServerRepository project, string key, string? environment)
    {
        if (AccessLevel < 40)
        {
            return ServerAnswer.Json(403, new JsonObject { ["message"] = "403 Forbidden" });
        }

        return environment is not null && project.Environments.TryGetValue(environment, out var found) && found.Secrets.Contains(key)
            ? ServerAnswer.Json(200, new JsonObject
            {
                ["variable_type"] = "env_var",
                ["key"] = key,
                ["value"] = "hidden-word",
                ["hidden"] = false,
                ["protected"] = found.IsBranchRestricted,
                ["masked"] = found.IsMasked,
                ["raw"] = false,
                ["environment_scope"] = environment,
                ["description"] = null,
            })
            : NotFound("404 Variable Not Found");
    }

    private ServerAnswer Reference(ServerRepository project, string name, string fullName) => project.References.TryGetValue(fullName, out var target)
        ? ServerAnswer.Json(200, new JsonObject { ["name"] = name, ["protected"] = ProtectsBranches, ["commit"] = new JsonObject { ["id"] = project.Peel(target), ["short_id"] = "1" } })
        : NotFound("404 Branch Not Found");

    private static ServerAnswer File(ServerRepository project, string path, string? commit) => commit is not null && project.Files.TryGetValue((commit, path), out var content)
        ? ServerAnswer.Json(200, new JsonObject
        {
            ["file_name"] = path.Split('/')[^1],
            ["file_path"] = path,
            ["size"] = content.Length,
            ["encoding"] = "base64",
            ["content"] = Convert.ToBase64String(content),
            ["content_sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
            ["ref"] = commit,
            ["commit_id"] = commit,
        })
        : NotFound("404 File Not Found");

    private ServerAnswer Start(ServerRepository project, ServerRequest request)
    {
        var name = (string?)request.Json?["ref"] ?? "";
        var reference = new[] { $"refs/heads/{name}", $"refs/tags/{name}" }.FirstOrDefault(project.References.ContainsKey);
        if (reference is null)
        {
            return Refuse("Reference not found");
        }

        var variables = (request.Json!["variables"] as JsonArray ?? []).ToDictionary(variable => (string)variable!["key"]!, variable => (string)variable!["value"]!);
        if (variables.Count > 0 && VariablesRole == "no_one_allowed")
        {
            return Refuse("Insufficient permissions to set pipeline variables");
        }

        var run = AddRun(project, reference, project.Peel(project.References[reference]), variables);
        Began(run);
        return ServerAnswer.Json(201, Describe(project, run));
    }

    private ServerAnswer List(ServerRepository project, ServerRequest request)
    {
        var since = request.Query.GetValueOrDefault("updated_after") is { } after ? DateTimeOffset.Parse(after, CultureInfo.InvariantCulture) : DateTimeOffset.MinValue;
        return Page(request, [.. project.Runs.Values
            .Where(run => ShowsRuns && !run.IsDeleted && run.CreatedAt > since)
            .Where(run => request.Query.GetValueOrDefault("source") is not { } source || run.Event == source)
            .Where(run => request.Query.GetValueOrDefault("sha") is not { } sha || run.HeadSha == sha)
            .OrderByDescending(run => run.Id)
            .Select(run => Describe(project, run))]);
    }

    private static ServerAnswer Page(ServerRequest request, IReadOnlyList<JsonNode> all)
    {
        var size = (int)Math.Clamp(Number(request.Query.GetValueOrDefault("per_page", "20")), 1, 100);
        var page = (int)Math.Max(1, Number(request.Query.GetValueOrDefault("page", "1")));
        return ServerAnswer.Json(200, new JsonArray([.. all.Skip((page - 1) * size).Take(size)])).With("x-total", $"{all.Count}");
    }

    private ServerAnswer OfPipeline(ServerRepository project, long id, ServerRequest request, string[] rest)
    {
        if (!project.Runs.TryGetValue(id, out var run) || run.IsDeleted)
        {
            return NotFound("404 Not found");
        }

        switch (request.Method, rest)
        {
            case ("GET", []):
                run.GoOn();
                return run.IsDeleted ? NotFound("404 Not found") : ServerAnswer.Json(200, Describe(project, run));
            case ("GET", ["variables"]):
                return Page(request, [.. run.Inputs.Select(input => new JsonObject { ["key"] = input.Key, ["value"] = input.Value, ["variable_type"] = "env_var" })]);
            case ("GET", ["jobs"]):
                return Page(request, [.. Jobs(run, request.Query.GetValueOrDefault("include_retried") == "true").OrderByDescending(job => (long)job["id"]!)]);
            case ("POST", ["cancel"]):
                run.Cancels++;
                if (run.HeedsCancel && !run.IsCompleted)
                {
                    run.Then(ServerRun.Complete("cancelled"));
                }

                return ServerAnswer.Json(201, Describe(project, run));
            default:
                return NotFound("404 Not Found");
        }
    }

    // A pipeline has the jobs that a test gives it, those that left its artifacts, and always one.
    private static List<JsonObject> Jobs(ServerRun run, bool includesRetried)
    {
        List<JsonObject> jobs = [
            .. run.Jobs.Where(job => run.Artifacts.All(artifact => artifact.Id != job.Id)).Select(job => Job(job.Id, job.Name, Status(job.Status, job.Conclusion), run.CreatedAt)),
            .. run.Artifacts
                .GroupBy(artifact => artifact.JobName)
                .SelectMany(tries => includesRetried ? tries : tries.TakeLast(1))
                .Select(artifact => Job(artifact.Id, artifact.JobName, run.Jobs.Find(job => job.Id == artifact.Id) is { } job ? Status(job.Status, job.Conclusion) : Status(run), artifact.CreatedAt, artifact))];
        return jobs.Count > 0 ? jobs : [Job(FirstJob(run), "episode", Status(run), run.CreatedAt)];
    }

    private static long FirstJob(ServerRun run) => 1_000_000 + run.Id;

    private static JsonObject Job(long id, string name, string status, DateTimeOffset createdAt, ServerArtifact? artifact = null) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["stage"] = "test",
        ["status"] = status,
        ["created_at"] = Text(createdAt),
        ["artifacts_file"] = artifact is null or { IsExpired: true } ? null : new JsonObject { ["filename"] = $"{artifact.Name}.zip", ["size"] = artifact.Archive.Length },
        ["artifacts_expire_at"] = artifact is { IsExpired: true } ? Text(createdAt) : null,
        ["web_url"] = "https://gitlab.example.com/",
    };

    private ServerAnswer CancelJob(ServerRepository project, long id, bool isForced)
    {
        var run = project.Runs.Values.FirstOrDefault(run => FirstJob(run) == id);
        if (run is null || !isForced || Status(run) != "canceling")
        {
            return ServerAnswer.Json(403, new JsonObject { ["message"] = "403 Forbidden" });
        }

        run.ForcedCancels++;
        run.Then(ServerRun.Complete("cancelled"));
        return ServerAnswer.Json(201, Job(id, "episode", "canceled", run.CreatedAt));
    }

    private static ServerAnswer OneJob(ServerRepository project, long id)
    {
        var job = project.Runs.Values.Where(run => !run.IsDeleted).SelectMany(run => Jobs(run, includesRetried: true)).FirstOrDefault(job => (long)job["id"]! == id);
        return job is null ? NotFound("404 Not Found") : ServerAnswer.Json(200, job);
    }

    private ServerAnswer Artifact(ServerRepository project, long id)
    {
        var artifact = project.Runs.Values.Where(run => !run.IsDeleted).SelectMany(run => run.Artifacts).FirstOrDefault(artifact => artifact.Id == id);
        return artifact is null or { IsExpired: true } ? NotFound("404 Not Found") : Give(artifact.Archive, "zip");
    }

    private ServerAnswer Trace(ServerRepository project, long id)
    {
        var job = project.Runs.Values.Where(run => !run.IsDeleted).SelectMany(run => run.Jobs).FirstOrDefault(job => job.Id == id);
        return job is null ? NotFound("404 Not Found") : new ServerAnswer(200, job.Log ?? []).With("Content-Type", "text/plain");
    }

    private ServerAnswer Upload(ServerRepository project, string path, ServerRequest request)
    {
        if (!project.CanPush)
        {
            return ServerAnswer.Json(403, new JsonObject { ["message"] = "403 Forbidden" });
        }

        project.Packages[path] = ChangesPackages ? [.. request.Body, 0] : request.Body;
        return ServerAnswer.Json(201, new JsonObject
        {
            ["id"] = 1,
            ["size"] = request.Body.Length,
            ["file_name"] = path.Split('/')[^1],
            ["file_sha256"] = Convert.ToHexStringLower(SHA256.HashData(project.Packages[path])),
        });
    }

    private ServerAnswer Give(byte[] content, string type) =>
        HasStore ? SendOn(content, type) : new ServerAnswer(200, content).With("Content-Type", "application/octet-stream");

    private JsonObject Describe(ServerRepository project, ServerRun run)
    {
        var answer = new JsonObject
        {
            ["id"] = run.Id,
            ["iid"] = 1,
            ["project_id"] = 1,
            ["sha"] = run.HeadSha,
            ["ref"] = run.Reference.Split('/', 3)[^1],
            ["status"] = Status(run),
            ["source"] = run.Event,
            ["created_at"] = Text(run.CreatedAt),
            ["updated_at"] = Text(run.CreatedAt),
            ["web_url"] = $"https://gitlab.example.com/{project.FullName}/-/pipelines/{run.Id}",
        };
        if (ShowsNames)
        {
            answer["name"] = run.Title.Length == 0 ? null : run.Title;
        }

        return answer;
    }

    private static string Status(ServerRun run) => run is { Cancels: > 0, IsCompleted: false } ? "canceling" : Status(run.Status, run.Conclusion);

    private static string Status(string status, string? conclusion) => (status, conclusion) switch
    {
        ("completed", "success") => "success",
        ("completed", "cancelled") => "canceled",
        ("completed", "skipped") => "skipped",
        ("completed", _) => "failed",
        ("in_progress", _) => "running",
        ("queued", _) => "pending",
        _ => status,
    };
}
