using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Nodes;

/// <summary>A branch's nodes are named by counting from the newest, and a second tip is told of.</summary>
public sealed class BranchSelectorTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_selector_counts_the_nodes_of_a_branch_from_the_newest()
    {
        Scene.NeedUnix();
        var first = (await _scene.LaunchAsync("true", "base")).Record.NodeId!;
        var second = (await _scene.ResumeAsync(first, "true")).Record.NodeId!;
        await _scene.ResumeAsync(second, "true", "other");
        var third = (await _scene.ResumeAsync(first, "exit 3")).Record.NodeId!;
        foreach (var (name, node) in new[] { ("base@latest", third), ("branch:base@latest", third), ("base@{0}", third), ("base@{1}", second), ("branch:base@{2}", first), (" base@LATEST ", third) })
        {
            Assert.Equal(node, _scene.Node(name).NodeId);
        }

        Assert.Equal(third, _scene.Session.Runs.Get("base@latest").Record.NodeId);
        Assert.Contains("fewer nodes", Refused("base@{3}"), StringComparison.Ordinal);
        Assert.Contains("'nowhere'", Refused("nowhere@latest"), StringComparison.Ordinal);
        foreach (var wrong in new[] { "base@", "base@{", "base@{}", "base@{-1}", "base@{1", "base@1", "base@{ 1}", "base@newest", "base@{99999999999}" })
        {
            Assert.Contains("'base@latest'", Refused(wrong), StringComparison.Ordinal);
        }

        // What was removed does not count.
        _scene.Session.Nodes.Remove(new NodeReference(third));
        Assert.Equal(second, _scene.Node("base@latest").NodeId);
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_second_tip_is_told_of_when_it_is_made_in_whatever_way()
    {
        Scene.NeedUnix();
        var root = await _scene.LaunchAsync("true", "base");
        Assert.Null(root.Warning);
        var node = new NodeReference(root.Record.NodeId!);
        Assert.Null(_scene.Session.Nodes.Fork(node, "side").Warning);
        Assert.Contains("'side' has 2 tips", _scene.Session.Nodes.Fork(node, "side").Warning!, StringComparison.Ordinal);
        Assert.Contains("'base' has 2 tips", (await _scene.LaunchAsync("true", "base")).Warning!, StringComparison.Ordinal);
        Assert.Contains("'base' has 3 tips", (await _scene.LaunchAsync("exit 3", "base")).Warning!, StringComparison.Ordinal);
        Assert.Contains("(step_failed, ", Assert.Throws<SwarmException>(() => _scene.Node("base")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_nearly_one_is_suggested()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "careful");
        await _scene.LaunchAsync("true", "bold");
        Assert.Contains("did you mean 'careful'?", Refused("carefull"), StringComparison.Ordinal);
        Assert.Contains("did you mean 'careful'?", Refused("craeful@latest"), StringComparison.Ordinal);
        Assert.Contains("there are 'bold', 'careful'", Refused("nothing-like-it"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selectors_are_suggested_once_one_is_begun()
    {
        Scene.NeedUnix();
        var root = await _scene.LaunchAsync("true", "base");
        await _scene.ResumeAsync(root.Record.NodeId!, "true");
        Assert.Equal(["base@{0}", "base@latest", "base@{1}"], _scene.Session.Suggestions.ListNodes("base@", 100).Select(found => found.Text));
        Assert.Equal(["base@latest"], _scene.Session.Suggestions.ListRuns("base@l", 100).Select(found => found.Text));
        Assert.Empty(_scene.Session.Suggestions.ListNodes("nowhere@", 100));
    }

    private string Refused(string name)
    {
        var refused = Assert.Throws<SwarmException>(() => _scene.Node(name));
        Scene.AssertClear(refused, ErrorCode.NodeNotFound);
        return refused.Message;
    }
}
