using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;

namespace Swarm.Engine.Tests.Runs;

public sealed class ResumeTests : IDisposable
{
    private const string Insert = "python3 -c \"import sqlite3,os; c=sqlite3.connect(os.environ['SWARM_STATE']); c.execute('create table if not exists t(v integer primary key)'); c.execute('insert into t default values'); c.commit()\"";

    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task State_and_workspace_go_from_node_to_node_and_earlier_ones_stay()
    {
        Scene.NeedUnix("python3");
        var first = await _scene.LaunchAsync("echo 1 > file; " + Insert, "base");
        var second = await _scene.ResumeAsync("branch:base", "cat file; echo $SWARM_NODE_ID $SWARM_LABEL; echo 2 > file; " + Insert);
        var third = await _scene.ResumeAsync("base", "cat file; " + Insert, "other");

        Assert.Equal($"1\n{first.Record.NodeId} base\n", await _scene.LogAsync(second.Record.RunId));
        Assert.Equal("2\n", await _scene.LogAsync(third.Record.RunId));
        Assert.Equal([0L, 1L, 2L], new[] { first, second, third }.Select(run => run.RatchetStep!.Value));
        Assert.Equal(["base", "base", "other"], new[] { first, second, third }.Select(run => run.Record.Label));
        Assert.Equal([1L, 2L, 3L], new[] { first, second, third }.Select(run => (long)_scene.Scalar(run.Record.NodeId!, "SELECT count(*) FROM t")!));
        Assert.Equal("1\n", File.ReadAllText(Path.Combine(_scene.Export(first.Record.NodeId!), "file")));
        var certificate = StrictJson.Parse(File.ReadAllBytes(second.CertificatePath!), ContractJson.Default.Certificate, "certificate");
        Assert.Equal(first.Record.ArtifactHash, certificate.ParentState.CertificateSha256);
        Assert.Equal(_scene.Node(first.Record.NodeId!).SnapshotRoot, certificate.ParentState.SnapshotRoot);
        _scene.AssertSound();
    }

    [Fact]
    public async Task What_did_not_change_is_stored_once()
    {
        Scene.NeedUnix();
        var first = await _scene.LaunchAsync("head -c 3000000 /dev/urandom > big; for i in $(seq 200); do head -c 2000 /dev/urandom > f$i; done");
        var before = _scene.StoreBytes();
        var second = await _scene.ResumeAsync(first.Record.NodeId!, "echo x > f7; touch f8; rm f9");
        Assert.InRange(_scene.StoreBytes() - before, 1, 120_000);
        Assert.Equal(Scene.HashTree(_scene.Export(first.Record.NodeId!)), Scene.HashTree(_scene.Export(first.Record.NodeId!)));
        Assert.False(File.Exists(Path.Combine(_scene.Export(second.Record.NodeId!), "f9")));
    }

    [Fact]
    public async Task A_file_rewritten_with_the_same_size_and_time_is_still_seen()
    {
        Scene.NeedUnix();
        var first = await _scene.LaunchAsync("echo aaaa > f; touch -d '2020-01-01' f");
        await Task.Delay(100, Scene.Cancellation);
        var second = await _scene.ResumeAsync(first.Record.NodeId!, "echo bbbb > f; touch -d '2020-01-01' f");
        Assert.Equal("bbbb\n", File.ReadAllText(Path.Combine(_scene.Export(second.Record.NodeId!), "f")));
        Assert.Equal("aaaa\n", File.ReadAllText(Path.Combine(_scene.Export(first.Record.NodeId!), "f")));
    }

    [Fact]
    public async Task A_node_is_found_by_its_id_a_prefix_its_run_and_its_branch()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("true", "feature/one");
        var node = run.Record.NodeId!;
        foreach (var text in new[] { node, node[..12], run.Record.RunId, run.Record.RunId[..12], "run:" + run.Record.RunId, "run:" + run.Record.RunId[..12], "branch:feature/one", "feature/one", $" {node} " })
        {
            Assert.Equal(node, _scene.Node(text).NodeId);
        }
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_what_is()
    {
        Scene.NeedUnix();
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Node("branch:base")), ErrorCode.NodeNotFound);
        await _scene.LaunchAsync("true", "base");
        var failed = await _scene.RefusedAsync(new RunRequest { Step = new() { Command = ["no-such-program-here"] } }, ErrorCode.StepNotStarted);
        Assert.Contains("no-such-program-here", failed.Message, StringComparison.Ordinal);
        foreach (var text in new[] { "node-0000", "branch:nowhere", "nowhere", "run:run-0000", "run-0000", "run:", "branch:", "", "  ", "run:x" })
        {
            Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Node(text)), ErrorCode.NodeNotFound);
        }

        Assert.Contains("'base'", Assert.Throws<SwarmException>(() => _scene.Node("nowhere")).Message, StringComparison.Ordinal);
        var without = _scene.Session.Runs.List().Single(run => run.Record.NodeId is null).Record.RunId;
        Assert.Contains("has no node", Assert.Throws<SwarmException>(() => _scene.Node(without)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tips_of_one_branch_are_ambiguous_and_named()
    {
        Scene.NeedUnix();
        var root = await _scene.LaunchAsync("true", "base");
        var one = await _scene.ResumeAsync(root.Record.NodeId!, "true");
        var two = await _scene.ResumeAsync(root.Record.NodeId!, "true");
        var refused = await _scene.RefusedAsync(new RunRequest { Node = new NodeReference("branch:base"), Step = Scene.Shell("true") }, ErrorCode.AmbiguousLabel);
        Assert.Contains(one.Record.NodeId!, refused.Message, StringComparison.Ordinal);
        Assert.Contains(two.Record.NodeId!, refused.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.InvalidInput, refused.Category);
        Assert.Null(one.Warning);
        Assert.Contains("2 tips", two.Warning!, StringComparison.Ordinal);
        Assert.Contains($"'base@{{0}}' is {two.Record.NodeId} (succeeded, {_scene.Node(two.Record.NodeId!).CreatedAt})", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'base@{{1}}' is {one.Record.NodeId} (succeeded, ", refused.Message, StringComparison.Ordinal);
        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Node("node-")), ErrorCode.AmbiguousLabel);
        _scene.AssertSound();
    }
}
