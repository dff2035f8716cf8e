using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Stores;

/// <summary>Nodes and runs are read a page at a time.</summary>
public sealed class ReadingTests : IDisposable
{
    private const int Many = 300;

    private readonly TestStore _test = new();
    private readonly NodeRecord _node;

    public ReadingTests()
    {
        var work = _test.Folder.Make("work");
        Tree.Write(work, "file", "content");
        _node = _test.Commit(work);
    }

    public void Dispose() => _test.Dispose();

    [Fact]
    public void All_pages_of_nodes_come_in_the_order_of_creation()
    {
        var forks = Enumerable.Range(0, Many).Select(index => _test.Fork(_node, $"fork-{index}").NodeId).ToArray();

        Assert.Equal([_node.NodeId, .. forks], _test.Store.ReadNodes().Select(node => node.NodeId));
    }

    [Fact]
    public void A_node_of_each_that_is_made_while_they_are_read_comes_to_an_end()
    {
        for (var index = 0; index < Many; index++)
        {
            _test.Fork(_node, "first");
        }

        var read = 0;
        foreach (var node in _test.Store.ReadNodes())
        {
            read++;
            _test.Fork(node, "second");
        }

        Assert.Equal(Many + 1, read);
        Assert.Equal(2 * (Many + 1), _test.Store.ReadNodes().Count());
    }

    [Fact]
    public void All_pages_of_runs_come_in_the_order_of_their_beginning_also_while_they_change()
    {
        var ids = Enumerable.Range(0, Many).Select(index => $"run-{Many - index:d24}").ToArray();
        Array.ForEach(ids, id => _test.Store.PutRun(Run(id, RunStatus.Running)));

        var read = new List<string>();
        foreach (var run in _test.Store.ReadRuns())
        {
            read.Add(run.RunId);
            _test.Store.PutRun(run with { Status = RunStatus.Failed });
            _test.Store.PutRun(Run($"{run.RunId}0", RunStatus.Running));
        }

        Assert.Equal(ids, read);
        Assert.Equal(2 * Many, _test.Store.ReadRuns().Count());
    }

    private static RunRecord Run(string id, string status) => new()
    {
        RunId = id,
        Operation = Operations.Launch,
        Label = "main",
        Status = status,
        ParentNodeId = null,
        StartedAt = "2026-01-01T00:00:00Z",
    };
}
