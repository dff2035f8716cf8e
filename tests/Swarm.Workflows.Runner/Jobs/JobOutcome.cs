namespace Swarm.Workflows.Runner.Jobs;

/// <summary>How a job ended: <c>success</c>, <c>failure</c>, <c>cancelled</c> or <c>skipped</c>, and its outputs.</summary>
internal sealed record JobOutcome(string Result, IReadOnlyDictionary<string, string> Outputs)
{
    public const string Success = "success";
    public const string Failure = "failure";
    public const string Cancelled = "cancelled";
    public const string Skipped = "skipped";

    public static JobOutcome Without(string result) => new(result, new Dictionary<string, string>(StringComparer.Ordinal));
}
