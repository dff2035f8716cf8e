using System.Collections.Concurrent;
using System.Globalization;

namespace Swarm.Faults.Tests.Support;

/// <summary>
/// Breaks commands at points spread over their whole length, two at a time. The seed chooses among the points of a command; it is told, and one
/// variable sets it, another repeats a single point, and a third says how many there are to be.
/// </summary>
internal static class Campaign
{
    private const string SeedVariable = "SWARM_FAULT_SEED";
    private const string CountVariable = "SWARM_FAULT_COUNT";

    public static async Task RunAsync(int count, bool isKill)
    {
        await Tool.RequireTracingAsync();
        await using var template = await Template.CreateAsync();
        if (Environment.GetEnvironmentVariable(FaultPoint.Variable) is { Length: > 0 } single)
        {
            Assert.True(await TryAsync(FaultPoint.Parse(single), template), "The command does not come to that point.");
            return;
        }

        count = ReadNumber(CountVariable) ?? count;
        var seed = ReadNumber(SeedVariable) ?? Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"{SeedVariable}={seed}");
        var (met, failures) = (0, new ConcurrentQueue<string>());
        var points = new ConcurrentQueue<FaultPoint>(Spread(await FindAsync(template, isKill), seed));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (Volatile.Read(ref met) < count && points.TryDequeue(out var point))
            {
                try
                {
                    _ = await TryAsync(point, template) ? Interlocked.Increment(ref met) : 0;
                }
                catch (InvalidOperationException exception)
                {
                    Interlocked.Increment(ref met);
                    failures.Enqueue(exception.Message);
                }
            }
        })));
        Assert.True(failures.IsEmpty, $"{failures.Count} of {met} points, seed {seed}:\n{string.Join('\n', failures)}");
        Assert.True(met >= count, $"Only {met} of {count} points were met, seed {seed}.");
    }

    private static async Task<IReadOnlyList<IReadOnlyList<FaultPoint>>> FindAsync(Template template, bool isKill)
    {
        var found = new List<IReadOnlyList<FaultPoint>>();
        foreach (var command in TracedCommand.All)
        {
            using var place = new Place(command.IsFresh ? null : template.Folder);
            found.Add(await Tracing.FindPointsAsync(command, place, isKill));
        }

        return found;
    }

    /// <summary>Takes points of all commands in turn, those of one command in an order that covers its length evenly from the beginning.</summary>
    private static IEnumerable<FaultPoint> Spread(IReadOnlyList<IReadOnlyList<FaultPoint>> commands, int seed)
    {
        var orders = commands.Select((points, index) => Order(points.Count, new Random(seed + index)).Select(position => points[position]).ToArray()).ToArray();
        for (var round = 0; round < orders.Max(order => order.Length); round++)
        {
            foreach (var order in orders.Where(order => round < order.Length))
            {
                yield return order[round];
            }
        }
    }

    // The golden ratio spreads any number of steps evenly over a circle.
    private static IEnumerable<int> Order(int count, Random random)
    {
        var (offset, taken) = (random.NextDouble(), new HashSet<int>());
        for (var step = 0; taken.Count < count; step++)
        {
            var position = (int)((offset + (step * 0.6180339887498949)) % 1 * count);
            if (taken.Add(position))
            {
                yield return position;
            }
        }
    }

    /// <returns>Whether the command came to the point.</returns>
    private static async Task<bool> TryAsync(FaultPoint point, Template template)
    {
        var command = TracedCommand.Find(point.Command);
        using var place = new Place(command.IsFresh ? null : template.Folder);
        var (code, output, error, broken) = await Tracing.InjectAsync(point, place);
        if (broken is null)
        {
            return false;
        }

        await Aftermath.NameAsync(point, () =>
        {
            try
            {
                Assert.False(code == 0 && point.Call == "fsync" && point.Fault != FaultPoint.Kill && IsDurable(broken, place), "The command succeeded although a flush failed.");
                var mayLeave = point.Fault == FaultPoint.Kill || point.Call.StartsWith("unlink", StringComparison.Ordinal);
                Aftermath.Require(place, command, template, (code, output), mayLeave);
            }
            catch (Exception exception) when (exception is Xunit.Sdk.XunitException or Core.Errors.SwarmException)
            {
                Assert.Fail($"{exception.Message}\n{broken}\nexit code {code}\n{output}{error}");
            }

            return Task.CompletedTask;
        });
        return true;
    }

    // The copy of the head log is no part of what is committed: a warning tells that it was not brought up.
    private static bool IsDurable(string broken, Place place) =>
        !broken.Contains("heads.jsonl", StringComparison.Ordinal) && !broken.Contains("/reserve", StringComparison.Ordinal)
        && (broken.Contains(place.Store, StringComparison.Ordinal) || broken.Contains(place.Home, StringComparison.Ordinal)) && !IsAfterCommit(broken, place);

    private static bool IsAfterCommit(string broken, Place place) => broken.Contains($"<{place.Store}>", StringComparison.Ordinal);

    private static int? ReadNumber(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
