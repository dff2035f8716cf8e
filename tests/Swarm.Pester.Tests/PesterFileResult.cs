namespace Swarm.Pester.Tests;

/// <summary>What became of one file of tests.</summary>
/// <param name="Files">How many files Pester found: one.</param>
/// <param name="Total">How many tests it counts.</param>
/// <param name="Tests">Each test.</param>
/// <param name="Failures">What failed outside of the tests: discovery, a set-up, a clean-up.</param>
public sealed record PesterFileResult(int Files, int Total, IReadOnlyList<PesterResult> Tests, IReadOnlyList<string> Failures)
{
    /// <summary>The tests, and a failed one more for each thing that is wrong with the file itself.</summary>
    public IEnumerable<PesterResult> Complete() =>
    [
        .. Tests,
        .. Failures.Select(message => new PesterResult("(outside of a test)", "Failed", message)),
        .. Files == 1 && Tests.Count > 0 && Tests.Count == Total
            ? Array.Empty<PesterResult>()
            : [new PesterResult("(count)", "Failed", $"Pester ran {Files} files and told of {Tests.Count} of {Total} tests.")],
    ];
}
