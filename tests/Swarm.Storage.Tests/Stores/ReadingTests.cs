using Swarm.Core.Contracts;
using Swarm.Storage.Nodes;
using Swarm.Storage.Runs;
using Swarm.Storage.Tests.Support;

namespace Swarm.Storage.Tests.Stores;

/// <summary>Nodes and runs are read a page at a time.</summary>
public sealed class ReadingTests : IDisposable
{
    private const int MoreThanAPage = 300;
    private const int Few = 5;

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
    public void All_pages_of_nodes_come_in_the_order_of_creation_and_none_that_is_made_meanwhile()
    {
        var forks = Enumerable.Range(0, MoreThanAPage).Select(index => _test.Fork(_node, $"fork-{index}").NodeId).ToArray();

        var read = new List<string>();
        foreach (var node in _test.Store.ReadNodes())
        {
            read.Add(node.NodeId);
            if (read.Count <= Few)
            {
                _test.Fork(node, "later");
            }
        }

        Assert.Equal([_node.NodeId, .. forks], read);
        Assert.Equal(read.Count + Few, _test.Store.ReadNodes().Count());
    }

    [Fact]
    public void All_pages_of_runs_come_in_the_order_of_their_beginning_also_while_they_change()
    {
        var ids = Enumerable.Range(0, MoreThanAPage).Select(index => $"run-{MoreThanAPage - index:d24}").ToArray();
        Array.ForEach(ids, id => _test.Store.PutRun(Run(id, RunStatus.Running)));

        var read = new List<string>();
        foreach (var run in _test.Store.ReadRuns())
        {
            read.Add(run.RunId);
            if (read.Count <= Few)
            {
                _test.Store.PutRun(run with { Status = RunStatus.Failed });
                _test.Store.PutRun(Run($"{run.RunId}0", RunStatus.Running));
            }
        }

        Assert.Equal(ids, read);
        Assert.Equal(read.Count + Few, _test.Store.ReadRuns().Count());
        Assert.Equal(ids.Take(Few), _test.Store.ReadRuns([RunStatus.Failed]).Select(run => run.RunId));
        Assert.Equal(read.Count + Few, _test.Store.ReadRuns([RunStatus.Failed, RunStatus.Running]).Count());
        Assert.Empty(_test.Store.ReadRuns([]));
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
