using System.Text.Json;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>A list has what is asked for, and no more.</summary>
public sealed class ListTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void Runs_and_nodes_are_filtered_by_status_label_and_time_and_limited_to_the_newest()
    {
        _scene.Launch("true", "--label", "base").Expect(0);
        _scene.Launch("exit 3", "--label", "try-one").Expect(7);
        _scene.Launch("true", "--label", "try-two").Expect(0);
        AssertListed("base try-one try-two");
        AssertListed("try-one", "--status", "step_failed");
        AssertListed("try-one", "--status", "STEP_*");
        AssertListed("base try-one try-two", "--status", "succeeded", "--status", "step_failed");
        AssertListed("try-one try-two", "--label", "try*");
        AssertListed("base try-two", "--label", "base", "--label", "try-two");
        AssertListed("try-two", "--limit", "1");
        AssertListed("try-one", "--limit", "1", "--status", "step_*");
        AssertListed("base try-one try-two", "--since", "2d");
        AssertListed("base try-one try-two", "--since", "2001-02-03");
        AssertListed("", "--since", "2201-02-03T04:05:06Z");
        AssertListed("", "--label", "nothing*");
        Assert.Single(_scene.Run("run", "list", "--label", "base", "--quiet").Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("try-one", _scene.Run("run", "list", "--status", "succeeded").Expect(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean 'succeeded'?", "--status", "suceeded")]
    [InlineData("is no status of a run", "--status", "nonsense")]
    [InlineData("is no time", "--since", "yesterday")]
    [InlineData("is no length of time", "--since", "2hd")]
    [InlineData("--limit takes a number", "--limit", "0")]
    [InlineData("--limit takes a number", "--limit", "-1")]
    public void What_is_no_filter_is_refused(string expected, params string[] options) =>
        Assert.Contains(expected, _scene.Run(["run", "list", .. options]).ExpectError(2, "SPEC_INVALID").Error, StringComparison.Ordinal);

    public void Dispose() => _scene.Dispose();

    private void AssertListed(string labels, params string[] options)
    {
        var json = _scene.Run(["run", "list", "--json", .. options]).Expect(0).Json;
        Assert.Equal(labels, string.Join(' ', Labels(json.GetProperty("runs"))));
        Assert.Equal(labels, string.Join(' ', Labels(json.GetProperty("nodes"))));
    }

    private static string[] Labels(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetProperty("label").GetString()!)];
}
