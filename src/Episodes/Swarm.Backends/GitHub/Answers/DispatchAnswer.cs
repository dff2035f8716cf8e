namespace Swarm.Backends.GitHub.Answers;

/// <summary>What a dispatch answers with 200.</summary>
internal sealed record DispatchAnswer(long WorkflowRunId, string HtmlUrl);
