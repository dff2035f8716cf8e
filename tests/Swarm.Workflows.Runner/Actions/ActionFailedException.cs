namespace Swarm.Workflows.Runner.Actions;

/// <summary>An action failed, as it would on a runner; its step has failed.</summary>
internal sealed class ActionFailedException(string message) : Exception(message);
