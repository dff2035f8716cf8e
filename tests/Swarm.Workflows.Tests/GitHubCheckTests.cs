using Swarm.Engine.Workflows;
using Swarm.Workflows.Tests.Support;

namespace Swarm.Workflows.Tests;

/// <summary>What GitHub's own parser and expression checker say of every workflow and action that is shipped.</summary>
public sealed class GitHubCheckTests(WorkflowChecker checker) : IClassFixture<WorkflowChecker>
{
    private const string Action = "action.yml";
    private const string Shipped = "swarm-run.yml";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "workflows");

    public static TheoryData<string> Files => [Shipped, .. Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_finds_nothing_in_what_is_shipped(string name) => Assert.Empty(await checker.CheckAsync(name, Read(name)));

    [Theory]
    [InlineData(Shipped, "runs-on:", "run-on:", "Unexpected value 'run-on'")]
    [InlineData("ci.yml", "timeout-minutes:", "timeout-minute:", "Unexpected value 'timeout-minute'")]
    [InlineData("release.yml", "github.ref_name", "githb.ref_name", "Unrecognized named-value: 'githb'")]
    [InlineData("release.yml", "needs.pack.outputs", "needs.pck.outputs", "pck")]
    [InlineData("chained-run.yml", "steps:", "stepps:", "Unexpected value 'stepps'")]
    [InlineData(Action, "using:", "uses:", "Unexpected value 'uses'")]
    [InlineData(Action, "inputs.version", "input.version", "Unrecognized named-value: 'input'")]
    public async Task It_finds_what_is_misspelt(string name, string right, string wrong, string expected)
    {
        var text = Read(name);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var found = await checker.CheckAsync(name, text.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Contains(found, line => line.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void All_that_is_shipped_is_checked()
    {
        string[] known = [Shipped, "ci.yml", "nightly.yml", "release.yml", "chained-run.yml", Action];
        Assert.Superset(known.ToHashSet(StringComparer.Ordinal), Files.Select(row => row.Data).ToHashSet(StringComparer.Ordinal));
    }

    private static string Read(string name) =>
        name == Shipped ? WorkflowTemplate.Read(WorkflowHost.GitHub) : File.ReadAllText(Path.Combine(Folder, name));
}
