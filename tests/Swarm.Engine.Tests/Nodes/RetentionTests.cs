using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Nodes;

public sealed class RetentionTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_newest_stay_and_the_rest_is_removed_looks_removed_and_is_attested()
    {
        Scene.NeedUnix();
        var runs = new List<string> { (await _scene.LaunchAsync("echo 0 > f", "main")).Record.NodeId! };
        for (var index = 1; index < 5; index++)
        {
            runs.Add((await _scene.ResumeAsync("main", $"echo {index} > f")).Record.NodeId!);
        }

        // The fork shares the capabilities of a node that goes.
        _scene.Session.Nodes.Fork(new NodeReference(runs[1]), "fork");
        var heads = _scene.Session.Nodes.ListHeads().Count;
        var expired = _scene.Session.Nodes.FindExpired(new RetentionRule { KeepLast = 2 });
        Assert.Equal(runs[..3], expired.Select(node => node.Record.NodeId));
        Assert.All(_scene.Session.Nodes.Remove(expired), node => Assert.True(node.Record.IsRemoved));
        _scene.Reopen();

        Assert.Equal(runs[4], _scene.Node("main").NodeId);
        Assert.Equal(["removed", "removed", "removed", "succeeded", "succeeded"], _scene.Session.Runs.List().Select(run => run.Status));
        Assert.Equal(3, _scene.Session.Runs.Read(_ => true, [RunStatus.Removed]).Count());
        Assert.Equal(2, _scene.Session.Runs.Read(_ => true, [RunStatus.Succeeded]).Count());
        Assert.Equal(3, _scene.Session.Nodes.List().Count);
        Assert.Equal(runs[..3], _scene.Session.Nodes.Read(includeRemoved: true).Where(node => node.Record.IsRemoved).Select(node => node.Record.NodeId));
        Assert.Equal(3, _scene.Session.Nodes.ListHeads().Skip(heads).Count(head => head.Entry.Operation == Operations.Remove));
        Assert.Equal(3, _scene.Session.Nodes.Draw(reference: null, Engine.Trees.TreeFormat.Text).Split('\n').Count(line => line.EndsWith("removed", StringComparison.Ordinal)));
        _scene.Session.Maintenance.Optimize(dryRun: false, progress: null, Scene.Cancellation);
        Assert.Equal("1\n", await File.ReadAllTextAsync(Path.Combine(_scene.Export("fork"), "f"), Scene.Cancellation));
        await _scene.ResumeAsync("fork", "grep 1 f");
        await _scene.ResumeAsync("main", "grep 4 f");
        _scene.AssertSound(exports: false);
    }

    [Fact]
    public async Task What_is_young_stays_and_the_tip_of_a_branch_stays_however_old_it_is()
    {
        Scene.NeedUnix();
        _scene.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
        var old = await _scene.LaunchAsync("true", "main");
        var quiet = await _scene.LaunchAsync("true", "quiet");
        _scene.Variables.Remove("SOURCE_DATE_EPOCH");
        _scene.Reopen();
        var young = await _scene.ResumeAsync("main", "true");
        await _scene.ResumeAsync("main", "true");
        Assert.Equal([old.Record.NodeId], Find(new RetentionRule { OlderThan = TimeSpan.FromDays(30) }));
        Assert.Empty(Find(new RetentionRule { OlderThan = TimeSpan.FromDays(36500) }));
        Assert.Equal([old.Record.NodeId, young.Record.NodeId], Find(new RetentionRule { KeepLast = 1 }));
        Assert.Equal([old.Record.NodeId], Find(new RetentionRule { KeepLast = 1, OlderThan = TimeSpan.FromDays(30) }));
        Assert.Equal([quiet.Record.NodeId], Find(new RetentionRule { KeepLast = 0, HasLabel = label => label == "quiet" }));

        IEnumerable<string> Find(RetentionRule rule) => _scene.Session.Nodes.FindExpired(rule).Select(node => node.Record.NodeId);
    }

    [Fact]
    public void A_rule_that_says_nothing_or_would_take_everything_is_refused()
    {
        foreach (var rule in new RetentionRule[] { new(), new() { HasLabel = _ => true }, new() { KeepLast = 0 }, new() { KeepLast = -1 } })
        {
            Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Session.Nodes.FindExpired(rule)), ErrorCode.SpecInvalid);
        }
    }

    [Fact]
    public async Task A_branch_whose_middle_was_removed_has_one_tip()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "main");
        var middle = await _scene.ResumeAsync("main", "true");
        var inner = await _scene.ResumeAsync("main", "true");
        var tip = await _scene.ResumeAsync("main", "true");
        _scene.Session.Nodes.Remove([.. new[] { middle, inner }.Select(run => _scene.Session.Nodes.Get(new NodeReference(run.Record.NodeId!)))]);
        Assert.Equal(tip.Record.NodeId, _scene.Node("main").NodeId);
        _scene.Session.Nodes.Remove(new NodeReference("main"));
        Assert.Equal(Operations.Launch, _scene.Node("main").Operation);
    }

    [Fact]
    public async Task What_a_run_under_way_starts_from_stays()
    {
        Scene.NeedUnix();
        var start = await _scene.LaunchAsync("true", "main");
        await _scene.ResumeAsync("main", "true");
        var ready = Path.Combine(_scene.Folder, "ready");
        using var ending = new CancellationTokenSource();
        var run = _scene.Session.Runs.RunAsync(
            new Engine.Runs.RunRequest { Step = Scene.Shell($"touch '{ready}'; while :; do sleep 0.05; done"), Label = "other", Node = new NodeReference(start.Record.NodeId!) }, ending.Token);
        while (!File.Exists(ready) && !run.IsCompleted)
        {
            await Task.Delay(20, Scene.Cancellation);
        }

        using (var other = _scene.Open())
        {
            Assert.Empty(other.Nodes.FindExpired(new RetentionRule { KeepLast = 1 }));
        }

        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => run);
        Assert.Equal(start.Record.NodeId, Assert.Single(_scene.Session.Nodes.FindExpired(new RetentionRule { KeepLast = 1 })).Record.NodeId);
    }
}
