namespace Swarm.Backends.GitHub;

/// <summary>A run that a dispatch started.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="HtmlUrl">The run's page.</param>
/// <param name="IsCorrelated">Whether the id was found by the request id in the run's name, because the answer did not tell it.</param>
public sealed record WorkflowDispatch(long RunId, string HtmlUrl, bool IsCorrelated);
