namespace Swarm.Engine.Remote;

/// <summary>Where a run is to execute, other than here.</summary>
public sealed record BackendRequest
{
    /// <summary>The backend: one of <see cref="BackendNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The workflow, pinned to a commit; null for the setting <c>workflow_ref</c>.</summary>
    public string? WorkflowRef { get; init; }

    /// <summary>The branch or tag to dispatch, which must point at the pinned commit; null for the default branch.</summary>
    public string? DispatchRef { get; init; }

    /// <summary>The runner's age recipient; null for the setting <c>runner_recipient</c>.</summary>
    public string? Recipient { get; init; }

    /// <summary>Where the sealed bundle is put for the runner; null for the setting <c>bundle_store</c>, else for the backend's own place.</summary>
    public string? BundleStore { get; init; }

    /// <summary>Whether the step may run where nothing confines it. The certificate records that this was waived.</summary>
    public bool AllowUnconfined { get; init; }

    /// <summary>Whether the runner's own log, which the backend shows, may have the step's output.</summary>
    public bool EchoOutput { get; init; }

    /// <summary>Whether to come back once the run is dispatched, without waiting for it and collecting it.</summary>
    public bool NoWait { get; init; }

    /// <summary>How the backend is called.</summary>
    public BackendAccess Access { get; init; } = new();

    /// <summary>What the run's evidence is held against; its commit is also what the run is asked for with.</summary>
    public CollectTrust Trust { get; init; } = new();
}
