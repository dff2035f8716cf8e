namespace Swarm.Pester.Tests;

/// <summary>How one test of Pester ended.</summary>
/// <param name="Name">Its name, below those of its blocks.</param>
/// <param name="Result">Pester's word: <c>Passed</c>, <c>Failed</c>, <c>Skipped</c>, <c>Inconclusive</c> or <c>NotRun</c>.</param>
/// <param name="Message">What failed, and where; empty where nothing did.</param>
public sealed record PesterResult(string Name, string Result, string Message)
{
    /// <summary>Whether it neither passed nor failed.</summary>
    public bool IsSkipped => Result is "Skipped" or "Inconclusive" or "NotRun";
}
