namespace Swarm.Backends.GitHub.Answers;

/// <summary>GET a workflow.</summary>
internal sealed record WorkflowAnswer(long Id, string Path, string State);
