using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Swarm.Backends.Tests.Server;

/// <summary>The calls that the server answers, as GitHub's documentation has them.</summary>
public sealed partial class GitHubServer
{
    /// <summary>Makes a run, as a dispatch would.</summary>
    public ServerRun AddRun(ServerRepository repository, ServerWorkflow workflow, string reference, string headSha, IReadOnlyDictionary<string, string> inputs)
    {
        var run = new ServerRun(++NextId, workflow, reference, headSha, inputs, Now()) { Title = workflow.RunName(inputs) };
        repository.Runs[run.Id] = run;
        return run;
    }

    public ServerArtifact AddArtifact(ServerRun run, string name, byte[] archive)
    {
        var artifact = new ServerArtifact(++NextId, name, archive, Now());
        run.Artifacts.Add(artifact);
        return artifact;
    }

    protected override ServerAnswer Route(ServerRequest request, string path)
    {
        if (request.Method == "GET" && path == "/versions")
        {
            return ApiVersions.Count == 0 ? NotFound() : ServerAnswer.Json(200, new JsonArray([.. ApiVersions.Select(version => (JsonNode)version)]));
        }

        if (request.Method == "GET" && path == "/user")
        {
            return Login is null
                ? ServerAnswer.Message(403, "Resource not accessible by integration")
                : ServerAnswer.Json(200, new JsonObject { ["login"] = Login, ["id"] = 1 });
        }

        var match = RepositoryPattern().Match(path);
        if (!match.Success || !Repositories.TryGetValue($"{match.Groups["owner"].Value}/{match.Groups["name"].Value}", out var repository))
        {
            return NotFound();
        }

        var segments = match.Groups["rest"].Value.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (request.Method, segments) switch
        {
            ("GET", []) => Describe(repository),
            ("GET", ["git", "ref", .. var name]) => Reference(repository, $"refs/{string.Join('/', name)}"),
            ("POST", ["git", "blobs"]) => CreateBlob(repository, request),
            ("GET", ["git", "blobs", var id]) => Blob(repository, id, request),
            ("GET", ["git", "tags", var id]) => repository.Tags.TryGetValue(id, out var target) ? Tag(repository, id, target) : NotFound(),
            ("GET", ["contents", .. var file]) => Contents(repository, string.Join('/', file), request.Query.GetValueOrDefault("ref")),
            ("GET", ["actions", "workflows", var file]) => repository.Workflows.TryGetValue(file, out var workflow) ? Describe(workflow) : NotFound(),
            ("POST", ["actions", "workflows", var file, "dispatches"]) => Dispatch(repository, file, request),
            ("GET", ["actions", "workflows", var file, "runs"]) => ListRuns(repository, file, request),
            ("GET", ["actions", "jobs", var id, "logs"]) => JobLog(repository, Number(id)),
            ("GET", ["actions", "artifacts", var id, "zip"]) => Artifact(repository, Number(id)),
            (_, ["actions", "runs", var id, .. var rest]) => OfRun(repository, Number(id), request, rest),
            ("GET", ["environments", var name, .. var rest]) => OfEnvironment(repository, name, rest, request),
            _ => NotFound(),
        };
    }

    private static ServerAnswer NotFound() => ServerAnswer.Message(404, "Not Found");

    private ServerAnswer Describe(ServerRepository repository)
    {
        var answer = ServerAnswer.Json(200, new JsonObject
        {
            ["id"] = 1,
            ["full_name"] = repository.FullName,
            ["default_branch"] = repository.DefaultBranch,
            ["private"] = repository.IsPrivate,
            ["archived"] = repository.IsArchived,
            ["permissions"] = new JsonObject { ["admin"] = false, ["push"] = repository.CanPush, ["pull"] = true },
        });
        answer.With("x-ratelimit-remaining", $"{RequestsLeft}").With("x-ratelimit-reset", $"{Now().ToUnixTimeSeconds() + 3600}");
        return Scopes is null ? answer : answer.With("x-oauth-scopes", Scopes);
    }

    private static ServerAnswer Reference(ServerRepository repository, string name) => repository.References.TryGetValue(name, out var target)
        ? ServerAnswer.Json(200, new JsonObject { ["ref"] = name, ["node_id"] = "R1", ["url"] = "https://api.github.com/", ["object"] = Describe(target) })
        : NotFound();

    private static ServerAnswer Tag(ServerRepository repository, string id, ServerObject target) => ServerAnswer.Json(200, new JsonObject
    {
        ["node_id"] = "T1",
        ["tag"] = repository.References.FirstOrDefault(pair => pair.Value.Sha == id).Key ?? "inner",
        ["sha"] = id,
        ["message"] = "A tag",
        ["object"] = Describe(target),
    });

    private static JsonObject Describe(ServerObject target) => new() { ["type"] = target.Type, ["sha"] = target.Sha, ["url"] = "https://api.github.com/" };

    private static ServerAnswer Contents(ServerRepository repository, string path, string? commit)
    {
        if (commit is null || !repository.Files.TryGetValue((commit, path), out var content))
        {
            return NotFound();
        }

        var lines = Convert.ToBase64String(content).Chunk(60).Select(chunk => new string(chunk));
        return ServerAnswer.Json(200, new JsonObject
        {
            ["type"] = "file",
            ["encoding"] = "base64",
            ["size"] = content.Length,
            ["name"] = path.Split('/')[^1],
            ["path"] = path,
            ["content"] = string.Join('\n', lines) + "\n",
            ["sha"] = ServerRepository.Id(path),
        });
    }

    private static ServerAnswer Describe(ServerWorkflow workflow) => ServerAnswer.Json(200, new JsonObject
    {
        ["id"] = workflow.Id,
        ["node_id"] = "W1",
        ["name"] = workflow.FileName,
        ["path"] = workflow.Path,
        ["state"] = workflow.State,
    });

    private ServerAnswer Dispatch(ServerRepository repository, string file, ServerRequest request)
    {
        if (!repository.Workflows.TryGetValue(file, out var workflow))
        {
            return NotFound();
        }

        if (request.Json is not JsonObject body)
        {
            return ServerAnswer.Message(400, "Problems parsing JSON");
        }

        if (!KnowsRunDetails && body.ContainsKey("return_run_details"))
        {
            return ServerAnswer.Message(422, "Invalid request.\n\n\"return_run_details\" is not a permitted key.");
        }

        var name = (string?)body["ref"] ?? "";
        var reference = new[] { name, $"refs/heads/{name}", $"refs/tags/{name}" }.FirstOrDefault(repository.References.ContainsKey);
        if (reference is null)
        {
            return ServerAnswer.Message(422, $"No ref found for: {name}");
        }

        var inputs = (body["inputs"] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => (string?)pair.Value ?? "");
        if (workflow.Inputs is { } declared && inputs.Keys.Where(key => !declared.Contains(key)).ToArray() is { Length: > 0 } unexpected)
        {
            return ServerAnswer.Message(422, $"Unexpected inputs provided: [\"{string.Join("\", \"", unexpected)}\"]");
        }

        if (workflow.State != "active")
        {
            return ServerAnswer.Message(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
        }

        var run = AddRun(repository, workflow, reference, repository.Peel(repository.References[reference]), inputs);
        Began(run);
        var alwaysTells = request.Headers.GetValueOrDefault("X-GitHub-Api-Version") == "2026-03-10";
        return KnowsRunDetails && (alwaysTells || (bool?)body["return_run_details"] == true)
            ? ServerAnswer.Json(200, new JsonObject
            {
                ["workflow_run_id"] = run.Id,
                ["run_url"] = $"https://api.github.com/repos/{repository.FullName}/actions/runs/{run.Id}",
                ["html_url"] = Page(repository, run),
            })
            : new ServerAnswer(204, []);
    }

    private ServerAnswer ListRuns(ServerRepository repository, string file, ServerRequest request)
    {
        var since = request.Query.GetValueOrDefault("created") is { } created && created.StartsWith(">=", StringComparison.Ordinal)
            ? DateTimeOffset.Parse(created[2..], CultureInfo.InvariantCulture)
            : DateTimeOffset.MinValue;
        var runs = repository.Runs.Values
            .Where(run => ShowsRuns && !run.IsDeleted && run.Workflow.FileName == file && run.CreatedAt >= since)
            .Where(run => request.Query.GetValueOrDefault("event") is not { } name || run.Event == name)
            .Where(run => request.Query.GetValueOrDefault("head_sha") is not { } sha || run.HeadSha == sha)
            .OrderByDescending(run => run.Id)
            .ToArray();
        return Page(request, "workflow_runs", runs, run => Describe(repository, run));
    }

    private static ServerAnswer Page<T>(ServerRequest request, string member, IReadOnlyList<T> all, Func<T, JsonNode> describe)
    {
        var size = (int)Math.Clamp(Number(request.Query.GetValueOrDefault("per_page", "30")), 1, 100);
        var page = (int)Math.Max(1, Number(request.Query.GetValueOrDefault("page", "1")));
        var items = all.Skip((page - 1) * size).Take(size).Select(describe);
        return ServerAnswer.Json(200, new JsonObject { ["total_count"] = all.Count, [member] = new JsonArray([.. items]) });
    }

    private ServerAnswer OfRun(ServerRepository repository, long id, ServerRequest request, string[] rest)
    {
        if (!repository.Runs.TryGetValue(id, out var run) || run.IsDeleted)
        {
            return NotFound();
        }

        switch (request.Method, rest)
        {
            case ("GET", []):
                run.GoOn();
                return run.IsDeleted ? NotFound() : ServerAnswer.Json(200, Describe(repository, run));
            case ("GET", ["jobs"]):
                return Page(request, "jobs", run.Jobs, job => Describe(run, job));
            case ("GET", ["artifacts"]):
                var artifacts = run.Artifacts.Where(artifact => request.Query.GetValueOrDefault("name") is not { } name || artifact.Name == name).ToArray();
                return Page(request, "artifacts", artifacts, Describe);
            case ("POST", ["cancel"]):
                run.Cancels++;
                return Cancel(run, run.HeedsCancel);
            case ("POST", ["force-cancel"]):
                run.ForcedCancels++;
                return Cancel(run, heeds: true);
            default:
                return NotFound();
        }
    }

    private static ServerAnswer Cancel(ServerRun run, bool heeds)
    {
        if (run.IsCompleted)
        {
            return ServerAnswer.Message(409, "Cannot cancel a workflow run that is completed.");
        }

        if (heeds)
        {
            run.Then(ServerRun.Complete("cancelled"));
        }

        return ServerAnswer.Json(202, new JsonObject());
    }

    private static string Page(ServerRepository repository, ServerRun run) => $"https://github.com/{repository.FullName}/actions/runs/{run.Id}";

    private static JsonObject Describe(ServerRepository repository, ServerRun run) => new()
    {
        ["id"] = run.Id,
        ["name"] = run.Workflow.FileName,
        ["node_id"] = "WFR1",
        ["head_branch"] = run.Reference.Split('/', 3)[^1],
        ["head_sha"] = run.HeadSha,
        ["path"] = run.Workflow.Path,
        ["run_number"] = 1,
        ["run_attempt"] = run.Attempt,
        ["event"] = run.Event,
        ["status"] = run.Status,
        ["conclusion"] = run.Conclusion,
        ["workflow_id"] = run.Workflow.Id,
        ["html_url"] = Page(repository, run),
        ["created_at"] = Text(run.CreatedAt),
        ["updated_at"] = Text(run.CreatedAt),
        ["run_started_at"] = Text(run.StartedAt),
        ["display_title"] = run.Title,
    };

    private static JsonObject Describe(ServerRun run, ServerJob job) => new()
    {
        ["id"] = job.Id,
        ["run_id"] = run.Id,
        ["run_attempt"] = run.Attempt,
        ["name"] = job.Name,
        ["status"] = job.Status,
        ["conclusion"] = job.Conclusion,
        ["html_url"] = "https://github.com/",
        ["started_at"] = Text(run.StartedAt),
        ["completed_at"] = job.Conclusion is null ? null : Text(run.StartedAt),
        ["runner_name"] = "runner",
    };

    private static JsonObject Describe(ServerArtifact artifact) => new()
    {
        ["id"] = artifact.Id,
        ["node_id"] = "A1",
        ["name"] = artifact.Name,
        ["size_in_bytes"] = artifact.Archive.Length,
        ["expired"] = artifact.IsExpired,
        ["created_at"] = Text(artifact.CreatedAt),
        ["expires_at"] = Text(artifact.CreatedAt.AddDays(90)),
        ["digest"] = (artifact.Digest ?? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(artifact.Archive))}") is { Length: > 0 } digest ? digest : null,
    };

    private ServerAnswer Artifact(ServerRepository repository, long id)
    {
        var artifact = repository.Runs.Values.Where(run => !run.IsDeleted).SelectMany(run => run.Artifacts).FirstOrDefault(artifact => artifact.Id == id);
        return artifact switch
        {
            null => NotFound(),
            { IsExpired: true } => ServerAnswer.Message(410, "Artifact has expired"),
            _ => SendOn(artifact.Archive),
        };
    }

    private ServerAnswer JobLog(ServerRepository repository, long id) =>
        repository.Runs.Values.Where(run => !run.IsDeleted).SelectMany(run => run.Jobs).FirstOrDefault(job => job.Id == id) is { Log: { } log } ? SendOn(log, "txt") : NotFound();

    private static ServerAnswer OfEnvironment(ServerRepository repository, string name, string[] rest, ServerRequest request)
    {
        if (!repository.Environments.TryGetValue(Uri.UnescapeDataString(name), out var environment))
        {
            return NotFound();
        }

        return rest switch
        {
            [] => ServerAnswer.Json(200, new JsonObject
            {
                ["id"] = 1,
                ["name"] = environment.Name,
                ["deployment_branch_policy"] = environment.IsBranchRestricted
                    ? new JsonObject { ["protected_branches"] = false, ["custom_branch_policies"] = true }
                    : null,
            }),
            ["secrets"] => Page(request, "secrets", environment.Secrets, secret => new JsonObject
            {
                ["name"] = secret,
                ["created_at"] = "2026-01-01T00:00:00Z",
                ["updated_at"] = "2026-01-02T00:00:00Z",
            }),
            ["secrets", "public-key"] => ServerAnswer.Json(200, new JsonObject { ["key_id"] = "1", ["key"] = Convert.ToBase64String(environment.PublicKey) }),
            _ => NotFound(),
        };
    }

    [GeneratedRegex("^/repos/(?<owner>[^/]+)/(?<name>[^/]+)(?<rest>/.*)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryPattern();
}
