namespace Swarm.Workflows.Runner;

/// <summary>A workflow has something that this runner does not know, so that what it would do cannot be told.</summary>
public sealed class WorkflowFileException(string message) : Exception(message);
