namespace Swarm.Backends.Tests.Server;

/// <summary>A run. Each time that it is looked at, it goes on to the next of its states, where there is one.</summary>
public sealed class ServerRun(long id, ServerWorkflow workflow, string reference, string headSha, IReadOnlyDictionary<string, string> inputs, DateTimeOffset createdAt)
{
    private readonly Queue<Action<ServerRun>> _next = [];

    public long Id { get; } = id;

    public ServerWorkflow Workflow { get; } = workflow;

    public string Reference { get; } = reference;

    public string HeadSha { get; set; } = headSha;

    public IReadOnlyDictionary<string, string> Inputs { get; } = inputs;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset StartedAt { get; set; } = createdAt;

    public string Event { get; set; } = "workflow_dispatch";

    public string Title { get; set; } = "";

    public int Attempt { get; set; } = 1;

    public string Status { get; set; } = "queued";

    public string? Conclusion { get; set; }

    public bool IsDeleted { get; set; }

    public int Cancels { get; set; }

    public int ForcedCancels { get; set; }

    /// <summary>Whether a cancellation is heeded without force.</summary>
    public bool HeedsCancel { get; set; } = true;

    public List<ServerArtifact> Artifacts { get; } = [];

    public List<ServerJob> Jobs { get; } = [];

    public bool IsCompleted => Status == "completed";

    /// <summary>What happens to it by the next looks, one each.</summary>
    public ServerRun Then(params Action<ServerRun>[] changes)
    {
        foreach (var change in changes)
        {
            _next.Enqueue(change);
        }

        return this;
    }

    public void GoOn()
    {
        if (_next.TryDequeue(out var change))
        {
            change(this);
        }
    }

    public static void Start(ServerRun run) => run.Status = "in_progress";

    public static Action<ServerRun> Complete(string conclusion) => run =>
    {
        run.Status = "completed";
        run.Conclusion = conclusion;
    };

    public static void Delete(ServerRun run) => run.IsDeleted = true;

    public static Action<ServerRun> RunAgain(TimeProvider clock) => run =>
    {
        run.Attempt++;
        run.Status = "queued";
        run.Conclusion = null;
        run.StartedAt = clock.GetUtcNow();
    };
}
