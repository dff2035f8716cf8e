using Swarm.Engine.Remote;

namespace Swarm.Engine.Diagnosis;

/// <summary>Which backend to check.</summary>
public sealed record BackendCheckRequest
{
    /// <summary>The backend: one of <see cref="BackendNames"/>, other than the local one.</summary>
    public required string Name { get; init; }

    /// <summary>The workflow, pinned to a commit; null for the setting <c>workflow_ref</c>.</summary>
    public string? WorkflowRef { get; init; }

    /// <summary>The branch or tag to dispatch; null for the default branch.</summary>
    public string? DispatchRef { get; init; }

    /// <summary>How the backend is called.</summary>
    public BackendAccess Access { get; init; } = new();
}
