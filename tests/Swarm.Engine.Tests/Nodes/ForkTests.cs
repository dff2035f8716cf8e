using System.Diagnostics;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Engine.Trust;

namespace Swarm.Engine.Tests.Nodes;

public sealed class ForkTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task A_fork_shares_everything_with_its_parent_and_copies_nothing()
    {
        Scene.NeedUnix();
        var run = await _scene.LaunchAsync("head -c 4000000 /dev/urandom > big", "base");
        var parent = _scene.Node(run.Record.NodeId!);
        _scene.Session.Nodes.Fork(new NodeReference("base"), "warm-up");
        var (before, files) = (_scene.StoreBytes(), Directory.GetFiles(_scene.Layout.Folder, "*", SearchOption.AllDirectories).Length);
        var started = Stopwatch.GetTimestamp();
        var forks = Enumerable.Range(0, 10).Select(index => _scene.Session.Nodes.Fork(new NodeReference(parent.NodeId), $"try-{index}").Record).ToArray();
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
        Assert.InRange(_scene.StoreBytes() - before, 0, 10 * 8192);
        Assert.Equal(files, Directory.GetFiles(_scene.Layout.Folder, "*", SearchOption.AllDirectories).Length);
        Assert.All(forks, fork =>
        {
            Assert.Equal(
                (parent.NodeId, parent.SnapshotRoot, parent.RatchetStep, parent.StateCommitment, parent.NetCommitment, parent.CertificateSha256),
                (fork.ParentNodeId, fork.SnapshotRoot, fork.RatchetStep, fork.StateCommitment, fork.NetCommitment, fork.CertificateSha256));
            Assert.Null(fork.RunId);
            Assert.Equal(Operations.Fork, fork.Operation);
        });
        Assert.Equal(10, forks.Select(fork => fork.NodeId).Distinct(StringComparer.Ordinal).Count());
        _scene.AssertSound(exports: false);
    }

    [Fact]
    public async Task The_first_run_from_a_fork_is_the_forks_and_siblings_part_there()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("echo base > f", "base");
        foreach (var label in new[] { "careful", "bold" })
        {
            _scene.Session.Nodes.Fork(new NodeReference("base"), label);
        }

        var careful = await _scene.ResumeAsync("careful", "cat f; echo $SWARM_LABEL > f");
        var bold = await _scene.ResumeAsync("bold", "cat f; echo $SWARM_LABEL > f");
        var next = await _scene.ResumeAsync("bold", "cat f");
        Assert.Equal(Operations.Fork, Read(careful.CertificatePath!).Node!.Operation);
        Assert.Equal(Operations.Fork, careful.Record.Operation);
        Assert.Equal(Operations.Resume, Read(next.CertificatePath!).Node!.Operation);
        Assert.Equal("careful", careful.Record.Label);
        Assert.Equal((1L, 1L, 2L), (careful.RatchetStep, bold.RatchetStep, next.RatchetStep));
        Assert.NotEqual(_scene.Node("careful").StateCommitment, _scene.Node(bold.Record.NodeId!).StateCommitment);
        Assert.Equal("bold\n", await _scene.LogAsync(next.Record.RunId));

        var comparison = _scene.Session.States.Compare(new NodeReference("careful"), new NodeReference(bold.Record.NodeId!), Scene.Cancellation);
        Assert.Equal(("f", "changed"), (Assert.Single(comparison.Files).Path, comparison.Files[0].Change));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_fork_of_a_fork_verifies_to_the_root()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "base");
        _scene.Session.Nodes.Fork(new NodeReference("base"), "one");
        var second = _scene.Session.Nodes.Fork(new NodeReference("one"), "two").Record;
        var run = await _scene.ResumeAsync("two", "true");
        var verdict = _scene.Session.Trust.VerifyNode(new NodeReference(run.Record.NodeId!), new VerifyRequest { Recurse = true }, Scene.Cancellation);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Single(verdict.Lineage);
        var fork = _scene.Session.Trust.VerifyNode(new NodeReference(second.NodeId), new VerifyRequest(), Scene.Cancellation);
        Assert.True(fork.IsValid, fork.Reason);
        Assert.Equal((second.NodeId, "two"), (fork.NodeId, fork.Label));
        _scene.AssertSound();
    }

    [Fact]
    public async Task A_fork_with_a_label_that_cannot_be_is_refused()
    {
        Scene.NeedUnix();
        await _scene.LaunchAsync("true", "base");
        foreach (var label in new[] { "", " ", "a b", "-a", "node-x", "run-x", new string('x', 65), "é", "a:b" })
        {
            Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Session.Nodes.Fork(new NodeReference("base"), label)), ErrorCode.SpecInvalid);
        }

        Scene.AssertClear(Assert.Throws<SwarmException>(() => _scene.Session.Nodes.Fork(new NodeReference("elsewhere"), "x")), ErrorCode.NodeNotFound);
        Assert.Single(_scene.Session.Nodes.List());
    }

    [Fact]
    public async Task Branches_of_many_nodes_are_made_together_or_not_at_all()
    {
        Scene.NeedUnix();
        var first = (await _scene.LaunchAsync("true", "base")).Record.NodeId!;
        var second = (await _scene.ResumeAsync("base", "true")).Record.NodeId!;
        NodeReference[] nodes = [new(first), new(second)];
        var forks = _scene.Session.Nodes.Fork(nodes, ["a", "b", "a"]);
        Assert.Equal(["a", "b", "a", "a", "b", "a"], forks.Select(fork => fork.Record.Label));
        Assert.Equal([first, first, first, second, second, second], forks.Select(fork => fork.Record.ParentNodeId));
        Assert.Equal([0, 0, 1, 0, 0, 1], forks.Select(fork => fork.Record.ForkOrdinal));
        Assert.Equal([false, false, false, false, true, true], forks.Select(fork => fork.Warning is not null));
        Assert.Empty(_scene.Session.Nodes.Fork(nodes, []));

        var before = _scene.Session.Nodes.ListHeads().Count;
        Assert.Throws<SwarmException>(() => _scene.Session.Nodes.Fork(nodes, ["good", "not good"]));
        Assert.Throws<SwarmException>(() => _scene.Session.Nodes.Fork([.. nodes, new("elsewhere")], ["good"]));
        Assert.Equal((8, before), (_scene.Session.Nodes.List().Count, _scene.Session.Nodes.ListHeads().Count));
        _scene.AssertSound(exports: false);
    }

    private static Certificate Read(string path) => StrictJson.Parse(File.ReadAllBytes(path), ContractJson.Default.Certificate, "certificate");
}
