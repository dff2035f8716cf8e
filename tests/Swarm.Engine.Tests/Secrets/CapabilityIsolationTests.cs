using Swarm.Core.Errors;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Tests.Secrets;

/// <summary>A capability opens its own node's snapshot and no other.</summary>
public sealed class CapabilityIsolationTests : IDisposable
{
    private readonly Scene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task The_capability_of_a_step_opens_neither_the_next_snapshot_nor_the_one_before_nor_a_siblings()
    {
        Scene.NeedUnix();
        var names = new List<string> { (await _scene.LaunchAsync("echo 0 > f", "base")).Record.NodeId! };
        for (var step = 1; step < 4; step++)
        {
            names.Add((await _scene.ResumeAsync("base", $"echo {step} >> f")).Record.NodeId!);
        }

        foreach (var label in new[] { "left", "right" })
        {
            _scene.Session.Nodes.Fork(new NodeReference(names[1]), label);
            names.Add((await _scene.ResumeAsync(label, "echo same > g")).Record.NodeId!);
        }

        using var store = _scene.OpenStore();
        var nodes = names.Select(name => store.FindNode(name)!).ToArray();
        foreach (var holder in nodes)
        {
            using var capability = store.OpenCapability(holder, RatchetKind.State);
            foreach (var target in nodes)
            {
                if (target == holder)
                {
                    Assert.NotEmpty(store.ReadManifest(target, capability).Entries);
                }
                else
                {
                    AssertClosed(store, target, capability);

                    // Nor by pretending that the holder's own snapshot were the target's.
                    AssertClosed(store, target with { StateId = holder.StateId }, capability);
                }
            }
        }

        using var net = store.OpenCapability(nodes[0], RatchetKind.Net);
        AssertClosed(store, nodes[0], net);
    }

    [Fact]
    public async Task A_fork_shares_its_parents_capability_until_its_first_run()
    {
        Scene.NeedUnix();
        var parent = (await _scene.LaunchAsync("echo 0 > f", "base")).Record.NodeId!;
        var fork = _scene.Session.Nodes.Fork(new NodeReference(parent), "fork").Record;
        using var store = _scene.OpenStore();
        using var capability = store.OpenCapability(store.FindNode(parent)!, RatchetKind.State);
        Assert.NotEmpty(store.ReadManifest(fork, capability).Entries);
        var run = store.FindNode((await _scene.ResumeAsync("fork", "true")).Record.NodeId!)!;
        AssertClosed(store, run, capability);
    }

    [Fact]
    public async Task No_holder_of_a_step_reaches_another_by_advancing_without_its_entropy()
    {
        Scene.NeedUnix();
        var first = (await _scene.LaunchAsync("true", "base")).Record.NodeId!;
        var second = (await _scene.ResumeAsync("base", "true")).Record.NodeId!;
        using var store = _scene.OpenStore();
        var (parent, child) = (store.FindNode(first)!, store.FindNode(second)!);
        using var capability = store.OpenCapability(parent, RatchetKind.State);
        foreach (var guess in new[] { new byte[32], capability.Commitment.ToArray(), child.StateCommitment.ToArray(), child.SnapshotRoot.ToArray() })
        {
            using var guessed = new Capability(second, capability.Chain.Advance(guess, second));
            Assert.NotEqual(child.StateCommitment, guessed.Commitment);
            AssertClosed(store, child, guessed);
        }
    }

    [Fact]
    public async Task The_tokens_of_one_node_in_the_place_of_anothers_are_refused()
    {
        Scene.NeedUnix();
        var first = (await _scene.LaunchAsync("true", "base")).Record.NodeId!;
        var second = (await _scene.ResumeAsync("base", "true")).Record.NodeId!;
        File.Copy(_scene.Layout.NodeFile(first, NodeFiles.NextTokens), _scene.Layout.NodeFile(second, NodeFiles.NextTokens), overwrite: true);
        await _scene.RefusedAsync(new() { Node = new(second), Step = Scene.Shell("true") }, ErrorCode.CapabilityInvalid);
        _scene.AssertNothingLeft();
    }

    private static void AssertClosed(Store store, NodeRecord node, Capability capability)
    {
        var exception = Assert.Throws<SwarmException>(() => store.ReadManifest(node, capability));
        Assert.Contains(exception.ErrorCode, new[] { ErrorCode.CapabilityInvalid, ErrorCode.StoreDamaged });
    }
}
