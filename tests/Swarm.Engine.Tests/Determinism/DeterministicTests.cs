using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Tests.Determinism;

/// <summary>The same step twice gives the same bytes in two fresh stores of the same keys; anything else gives other ones.</summary>
public sealed class DeterministicTests : IDisposable
{
    private static readonly string[] Documents =
        [NodeFiles.Certificate, NodeFiles.Attestation, NodeFiles.NextTokens, NodeFiles.Node, NodeFiles.RunSpec, NodeFiles.Result];

    private static readonly ReadOnlyMemory<byte> Seed = "a seed of the test's own, long enough"u8.ToArray();

    private readonly Scene _one = new();
    private readonly Scene _two = new();

    public DeterministicTests()
    {
        _one.Open().Dispose();
        Directory.CreateDirectory(Path.Combine(_two.Home, "keys"));
        foreach (var file in Directory.GetFiles(Path.Combine(_one.Home, "keys"), "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_two.Home, Path.GetRelativePath(_one.Home, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            Scene.SetMode(Path.GetDirectoryName(copy)!, 0b111_000_000);
        }

        Scene.SetMode(_two.Home, 0b111_000_000);
        Scene.SetMode(Path.Combine(_two.Home, "keys"), 0b111_000_000);
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task A_launch_a_resume_and_a_chain_of_forks_are_byte_identical_in_two_fresh_stores()
    {
        Scene.NeedUnix();
        var first = await ChainAsync(_one);
        await Task.Delay(1100, Scene.Cancellation);
        var second = await ChainAsync(_two);
        Assert.Equal(first, second);
        foreach (var node in first)
        {
            var fork = _one.Node(node);
            Assert.Equal(fork with { Sequence = 0, CreatedAt = string.Empty }, _two.Node(node) with { Sequence = 0, CreatedAt = string.Empty });
            foreach (var document in Documents.Where(_ => fork.RunId is not null))
            {
                Assert.Equal(Read(_one, node, document), Read(_two, node, document));
            }
        }

        Assert.True(StrictJson.Parse(File.ReadAllBytes(_one.Layout.NodeFile(first[0], NodeFiles.Certificate)), ContractJson.Default.Certificate, "certificate").Deterministic);
        _one.AssertSound();
        _two.AssertSound();
    }

    [Fact]
    public async Task Repeated_in_one_store_it_gives_the_node_that_is_there()
    {
        Scene.NeedUnix();
        var first = await RunAsync(_one, "echo x > f; echo answer > $SWARM_OUTPUT");
        var before = Scene.HashTree(_one.Layout.Nodes) + Scene.HashTree(_one.Layout.Packs);
        var second = await RunAsync(_one, "echo x > f; echo answer > $SWARM_OUTPUT");
        Assert.Equal(first.Record.NodeId, second.Record.NodeId);
        Assert.Equal((first.Record, "answer"), (second.Record, second.Response));
        Assert.Equal(before, Scene.HashTree(_one.Layout.Nodes) + Scene.HashTree(_one.Layout.Packs));
        Assert.Single(_one.Session.Nodes.List());
        _one.AssertSound();
    }

    [Fact]
    public async Task A_step_that_fails_repeats_too()
    {
        Scene.NeedUnix();
        var first = await RunAsync(_one, "echo x > f; exit 3");
        Assert.Equal(RunStatus.StepFailed, first.Record.Status);
        Assert.Equal(first.Record, (await RunAsync(_one, "echo x > f; exit 3")).Record);
        Assert.Equal(Read(_one, first.Record.NodeId!, NodeFiles.Certificate), Read(_two, (await RunAsync(_two, "echo x > f; exit 3")).Record.NodeId!, NodeFiles.Certificate));
    }

    [Fact]
    public async Task Other_outputs_than_before_are_refused_and_leave_nothing()
    {
        Scene.NeedUnix();
        var counter = _one.Write("counter", "1");
        var step = $"cat '{counter}' > f";
        var first = await RunAsync(_one, step);
        File.WriteAllText(counter, "2");
        var before = Scene.HashTree(_one.Layout.Nodes) + Scene.HashTree(_one.Layout.Packs);
        var refused = await Assert.ThrowsAsync<SwarmException>(() => RunAsync(_one, step));
        Scene.AssertClear(refused, ErrorCode.NotDeterministic);
        Assert.Equal(ErrorCategory.VerificationFailed, refused.Category);
        Assert.Contains(first.Record.NodeId!, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Scene.HashTree(_one.Layout.Nodes) + Scene.HashTree(_one.Layout.Packs));
        Assert.Equal(first.Record, _one.Session.Runs.Get(first.Record.RunId).Record);

        // In another store the other outputs share neither id nor key with the first.
        var other = await RunAsync(_two, $"cat '{counter}' > f");
        Assert.Equal(first.Record.RunId, other.Record.RunId);
        AssertApart(_one.Node(first.Record.NodeId!), _two.Node(other.Record.NodeId!));
        _one.AssertSound();
    }

    [Fact]
    public async Task Another_label_seed_step_or_parent_shares_nothing()
    {
        Scene.NeedUnix();
        var runs = new List<RunInfo>
        {
            await RunAsync(_one, "echo x > f"),
            await RunAsync(_one, "echo x > f", label: "other"),
            await RunAsync(_one, "echo x > f", seed: "another seed, which is long enough too"u8.ToArray()),
            await RunAsync(_one, "echo x >  f"),
        };
        runs.Add(await RunAsync(_one, "echo x > f", node: runs[0].Record.NodeId));
        runs.Add(await RunAsync(_one, "echo x > f", node: runs[1].Record.NodeId, label: "main"));
        var nodes = runs.Select(run => _one.Node(run.Record.NodeId!)).ToArray();
        for (var left = 0; left < nodes.Length; left++)
        {
            for (var right = 0; right < left; right++)
            {
                AssertApart(nodes[left], nodes[right]);
            }
        }
    }

    [Fact]
    public async Task Forks_with_the_same_label_part_by_their_ordinal()
    {
        Scene.NeedUnix();
        await RunAsync(_one, "echo x > f", label: "base");
        var forks = Enumerable.Range(0, 3).Select(_ => _one.Session.Nodes.Fork(new NodeReference("base"), "twin").Record).ToArray();
        var runs = new List<NodeRecord>();
        foreach (var fork in forks)
        {
            runs.Add(_one.Node((await RunAsync(_one, "echo y > f", node: fork.NodeId)).Record.NodeId!));
        }

        AssertApart(runs[0], runs[1]);
        AssertApart(runs[1], runs[2]);
        AssertApart(runs[0], runs[2]);
    }

    [Fact]
    public async Task Without_a_seed_nothing_repeats()
    {
        Scene.NeedUnix();
        AssertApart(_one.Node((await _one.LaunchAsync("echo x > f")).Record.NodeId!), _one.Node((await _one.LaunchAsync("echo x > f")).Record.NodeId!));
    }

    [Fact]
    public async Task The_epoch_variable_alone_changes_recorded_times_only()
    {
        Scene.NeedUnix();
        _one.Variables["SOURCE_DATE_EPOCH"] = "1000000000";
        var first = await _one.LaunchAsync("date +%s; echo x > f");
        var second = await _one.LaunchAsync("date +%s; echo x > f");
        AssertApart(_one.Node(first.Record.NodeId!), _one.Node(second.Record.NodeId!));
        Assert.All([first, second], run =>
        {
            Assert.Equal(("2001-09-09T01:46:40Z", "2001-09-09T01:46:40Z"), (run.Record.StartedAt, run.Record.FinishedAt));
            var certificate = StrictJson.Parse(File.ReadAllBytes(run.CertificatePath!), ContractJson.Default.Certificate, "certificate");
            Assert.Equal("2001-09-09T01:46:40Z", certificate.Timestamp);
            Assert.Equal("2001-09-09T01:46:40Z", certificate.Runtime.FinishedAt);
            Assert.False(certificate.Deterministic);
        });
        Assert.Equal("2001-09-09T01:46:40Z", _one.Node(first.Record.NodeId!).CreatedAt);
        Assert.True(long.Parse(await _one.LogAsync(first.Record.RunId), System.Globalization.CultureInfo.InvariantCulture) > 1_700_000_000);
        _one.AssertSound();
    }

    private static async Task<IReadOnlyList<string>> ChainAsync(Scene scene)
    {
        scene.Write("project/a.txt", "input");
        var launch = await scene.RunAsync(new RunRequest
        {
            Label = "base",
            Seed = Seed,
            Workspace = "project",
            Step = Scene.Shell("cat a.txt > b.txt; head -c 2000000 /dev/zero > zero; ln -s b.txt l; echo log; echo answer > $SWARM_OUTPUT"),
        });
        var resume = await RunAsync(scene, "echo more >> b.txt", node: "base", label: "base");
        var fork = scene.Session.Nodes.Fork(new NodeReference("base"), "try").Record;
        var forked = await RunAsync(scene, "echo tried >> b.txt", node: "try", label: "try");
        var second = scene.Session.Nodes.Fork(new NodeReference("try"), "again").Record;
        var third = scene.Session.Nodes.Fork(new NodeReference("again"), "deep").Record;
        var last = await RunAsync(scene, "cat b.txt", node: "deep", label: "deep");
        return [launch.Record.NodeId!, resume.Record.NodeId!, fork.NodeId, forked.Record.NodeId!, second.NodeId, third.NodeId, last.Record.NodeId!];
    }

    private static Task<RunInfo> RunAsync(Scene scene, string step, string? node = null, string? label = null, ReadOnlyMemory<byte>? seed = null) =>
        scene.RunAsync(new RunRequest { Step = Scene.Shell(step), Node = node is null ? null : new NodeReference(node), Label = label, Seed = seed ?? Seed });

    private static string Read(Scene scene, string node, string document) => File.ReadAllText(scene.Layout.NodeFile(node, document));

    private static void AssertApart(NodeRecord left, NodeRecord right)
    {
        Assert.NotEqual(left.NodeId, right.NodeId);
        Assert.NotEqual(left.StateId, right.StateId);
        Assert.NotEqual(left.StateCommitment, right.StateCommitment);
        Assert.NotEqual(left.NetCommitment, right.NetCommitment);
        Assert.NotEqual(left.SnapshotRoot, right.SnapshotRoot);
    }
}
