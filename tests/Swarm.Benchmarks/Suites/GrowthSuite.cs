using System.Diagnostics;
using System.Globalization;
using Swarm.Benchmarks.Samples;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.Execution.Episodes;

namespace Swarm.Benchmarks.Suites;

/// <summary>What commands take in stores of more and more nodes. Each has a session of its own, as a command has.</summary>
internal static class GrowthSuite
{
    private const int Forks = 300;
    private const int MaxCertified = 1000;

    private static readonly int[] Sizes = [100, 1000, 10_000];

    private static readonly (string Name, Action<GrownStore> Work)[] Commands =
    [
        ($"{Forks} forks, a command each", ForkOneByOne),
        ($"{Forks} forks, one command", ForkTogether),
        ("a resume", Resume),
        ("100 lists of 20 runs", store => Repeat(store, session => session.Runs.Read(_ => true).Take(20).Count())),
        ("100 completions of a label", store => Repeat(store, session => session.Suggestions.ListNodes("together-", 20).Count)),
        ("verify all with a certificate", store => Verify(store, new VerifyRequest())),
        ("... to the root", store => Verify(store, new VerifyRequest { Recurse = true })),
        ("... with an expected head", VerifyHeads),
    ];

    public static void Run(int[] sizes)
    {
        foreach (var size in sizes.Length > 0 ? sizes : Sizes)
        {
            var certified = Math.Min(size, MaxCertified);
            GrownStore? made = null;
            Measure($"{size} nodes, {certified} with a certificate, made", () => made = new GrownStore(certified, size - certified));
            using var store = made!;
            foreach (var (name, work) in Commands)
            {
                Measure(name, () => work(store));
            }
        }
    }

    // What the processor worked too: a machine that others use makes the time alone say little.
    private static void Measure(string name, Action work)
    {
        var (started, worked) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        work();
        var (time, processor) = (Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - worked);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {time.TotalSeconds,9:0.000} s   processor {processor.TotalSeconds,9:0.000} s"));
    }

    private static void ForkOneByOne(GrownStore store)
    {
        for (var number = 0; number < Forks; number++)
        {
            using var session = store.Open();
            session.Nodes.Fork(new NodeReference(store.Tip), GrownStore.Label("alone", number));
        }
    }

    private static void ForkTogether(GrownStore store)
    {
        using var session = store.Open();
        session.Nodes.Fork(new NodeReference(store.Tip), [.. Enumerable.Range(0, Forks).Select(number => GrownStore.Label("together", number))]);
    }

    private static void Resume(GrownStore store)
    {
        using var session = store.Open();
        var request = new RunRequest { Label = "resumed", Node = new NodeReference(store.Tip), Step = new EpisodeStep { Command = ["true"] } };
        session.Runs.RunAsync(request, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static void Repeat(GrownStore store, Func<SwarmSession, int> work)
    {
        for (var round = 0; round < 100; round++)
        {
            using var session = store.Open();
            Require(work(session) > 0);
        }
    }

    private static void VerifyHeads(GrownStore store)
    {
        using var session = store.Open();
        Verify(store, new VerifyRequest { ExpectedHead = session.Trust.GetHead().Digest });
    }

    private static void Verify(GrownStore store, VerifyRequest request)
    {
        using var session = store.Open();
        var verification = session.Trust.Begin(request);
        var nodes = session.Nodes.Read().Where(node => node.Record.RunId is not null).Take(MaxCertified).ToArray();
        foreach (var node in nodes)
        {
            Require(verification.Verify(new NodeReference(node.Record.NodeId), CancellationToken.None).IsValid);
        }
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A command did not do what is measured.");
        }
    }
}
