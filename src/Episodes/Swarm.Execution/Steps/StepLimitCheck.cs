namespace Swarm.Execution.Steps;

/// <summary>A check that ends the step with <c>step_limit_exceeded</c>, say when its workspace grew too large.</summary>
/// <param name="Interval">How often to ask; no two questions overlap.</param>
/// <param name="IsExceeded">The question. What it throws ends the step and is thrown on.</param>
public sealed record StepLimitCheck(TimeSpan Interval, Func<bool> IsExceeded);
