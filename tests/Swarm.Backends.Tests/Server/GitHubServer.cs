namespace Swarm.Backends.Tests.Server;

/// <summary>Plays GitHub.</summary>
public sealed partial class GitHubServer : RemoteServer
{
    private GitHubServer(TimeProvider clock, OpenApi.OpenApiDescription? description)
        : base(clock, description)
    {
    }

    public override string Token { get; set; } = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";

    public string? Scopes { get; set; } = "repo, workflow";

    /// <summary>How many calls the token has left.</summary>
    public int RequestsLeft { get; set; } = 4999;

    public string? Login { get; set; } = "operator";

    /// <summary>The versions of the API; empty for a server that knows none.</summary>
    public List<string> ApiVersions { get; } = ["2022-11-28", "2026-03-10"];

    /// <summary>Whether return_run_details is known; older servers refuse it.</summary>
    public bool KnowsRunDetails { get; set; } = true;

    public Dictionary<string, ServerRepository> Repositories { get; } = new(StringComparer.OrdinalIgnoreCase);

    protected override string RequestHeader => "x-github-request-id";

    protected override string ApiPath => "/api/v3";

    public static GitHubServer Create(TimeProvider clock, OpenApi.OpenApiDescription? description) => new(clock, description);

    public ServerRepository AddRepository(string owner, string name)
    {
        var repository = new ServerRepository(owner, name);
        Change(() => Repositories[repository.FullName] = repository);
        return repository;
    }

    protected override ServerAnswer? Refusal(ServerRequest request)
    {
        if (!request.Headers.TryGetValue("User-Agent", out var agent) || agent.Length == 0)
        {
            return ServerAnswer.Message(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.");
        }

        if (request.Headers.TryGetValue("X-GitHub-Api-Version", out var version) && ApiVersions.Count > 0 && !ApiVersions.Contains(version))
        {
            return ServerAnswer.Message(400, $"\"{version}\" is not a supported version.");
        }

        return request.Headers.GetValueOrDefault("Authorization") == $"Bearer {Token}" ? null : ServerAnswer.Message(401, "Bad credentials");
    }
}
