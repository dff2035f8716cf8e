using System.Text;
using Swarm.Backends.GitLab;
using Swarm.Backends.Remote;
using Swarm.Backends.Tests.OpenApi;
using Swarm.Backends.Tests.Server;

namespace Swarm.Backends.Tests;

/// <summary>GitLab.</summary>
internal sealed class GitLabScene : BackendScene
{
    private readonly List<string> _trace = [];

    private GitLabScene()
    {
        GitLab = GitLabServer.Create(Clock, PublishedDescriptions.GitLab);
        Hosted = GitLab.AddProject("octo/team", "lab");
        Commit = Hosted.Commit(".gitlab-ci.yml", "workflow: { name: swarm }\n");
    }

    public GitLabServer GitLab { get; }

    public ServerRepository Hosted { get; }

    public string Commit { get; }

    public GitLabProject Project { get; } = GitLabProject.Parse("octo/team/lab");

    public GitLabClient Client => ((GitLabBackend)Backend).Client;

    public override RemoteServer Server => GitLab;

    public override string WorkflowRef => $"octo/team/lab/.gitlab-ci.yml@{Commit}";

    public override string Codes => "GL";

    public override string DispatchPath => "/pipeline";

    public override IReadOnlyCollection<ServerRun> Runs => Hosted.Runs.Values;

    /// <summary>What the client is told to do otherwise; takes effect when it connects anew.</summary>
    public Func<GitLabClientOptions, GitLabClientOptions> Options { get; set; } = static options => options;

    public string Trace
    {
        get
        {
            lock (_trace)
            {
                return string.Join('\n', _trace);
            }
        }
    }

    public static async Task<GitLabScene> StartAsync()
    {
        var scene = new GitLabScene();
        await scene.GitLab.StartAsync();
        scene.Reconnect();
        return scene;
    }

    public override string PathOf(ServerRun run) => $"/pipelines/{run.Id}";

    public override ServerRun AddRun(string requestId) =>
        GitLab.AddRun(Hosted, "refs/heads/main", Commit, new Dictionary<string, string> { ["SWARM_REQUEST_ID"] = requestId });

    // As GitLab's runner does, which keeps the folder.
    public override void AddArtifact(ServerRun run, string name, params (string Name, string Content)[] files) =>
        GitLab.AddArtifact(run, name, ZipOf.Files([.. files.Select(file => ($"artifacts/{file.Name}", file.Content))]));

    public override void AddJob(ServerRun run, string name, string conclusion, string? log) =>
        run.Jobs.Add(new ServerJob(GitLab.TakeId(), name, "completed", conclusion, log is null ? null : Encoding.UTF8.GetBytes(log)));

    public override void MoveBranch() => Hosted.Commit(".gitlab-ci.yml", "changed\n");

    protected override IRunBackend Connect() => new GitLabBackend(Options(new GitLabClientOptions
    {
        Host = GitLabHost.Parse(Server.Host),
        Token = GitLabToken.FromText(Server.Token, "the test"),
        Time = Clock,
        Trace = line =>
        {
            lock (_trace)
            {
                _trace.Add(line);
            }
        },
    }));
}
