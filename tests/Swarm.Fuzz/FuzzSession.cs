using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Swarm.Fuzz.Targets;

namespace Swarm.Fuzz;

/// <summary>Changes inputs of one target and keeps those that reach something new, until the time is over or one shows a fault.</summary>
public static class FuzzSession
{
    private const int MostBytes = 64 * 1024;
    private const long MostAllocatedBytes = 256L << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs what the command line asks for.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="scratch">A folder for files of the moment.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, string scratch)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var map = new CoverageMap();
        var target = FuzzTarget.Make(arguments[0], scratch);
        if (arguments.Length == 2)
        {
            return Explain(target, File.ReadAllBytes(arguments[1])) is { } fault ? Tell(fault, code: 1) : Tell("It is read or refused as it should be.", code: 0);
        }

        var seconds = double.Parse(arguments[1], CultureInfo.InvariantCulture);
        var seed = arguments.Length > 3 ? int.Parse(arguments[3], CultureInfo.InvariantCulture) : Random.Shared.Next();
        Directory.CreateDirectory(arguments[2]);
        using var watchdog = new Watchdog(Path.Combine(arguments[2], $"{target.Name}-current"), MostBytes, Patience);
        var random = new Random(seed);
        var mutator = new Mutator(random, MostBytes);
        var corpus = target.Seeds.ToList();
        foreach (var input in corpus)
        {
            // A seed that is refused would leave all that is behind the refusal unseen.
            map.Clear();
            target.Run(input);
            map.TakeNew();
        }

        var (clock, count, begun) = (Stopwatch.StartNew(), 0L, corpus.Count);
        for (; clock.Elapsed.TotalSeconds < seconds; count++)
        {
            // What was found last has been changed least.
            var parent = corpus[random.Next(3) == 0 ? corpus.Count - 1 - random.Next(Math.Min(corpus.Count, 8)) : random.Next(corpus.Count)];
            var input = target.Mend(mutator.Change(parent, corpus[random.Next(corpus.Count)]), random);
            map.Clear();
            watchdog.Begin(input);
            var fault = Explain(target, input);
            watchdog.End();
            if (fault is not null)
            {
                var file = Path.Combine(arguments[2], $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}");
                File.WriteAllBytes(file, input);
                return Tell($"'{file}', input {count} of seed {seed}: {fault}", code: 1);
            }

            if (map.TakeNew())
            {
                corpus.Add(input);
            }
        }

        return Tell(
            string.Create(CultureInfo.InvariantCulture, $"{target.Name}: {count} inputs, {corpus.Count - begun} kept, {map.Reached} branches, seed {seed}"), code: 0);
    }

    private static string? Explain(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
        catch (Exception exception) when (target.IsRefusal(exception))
        {
            // As it should be.
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before is > MostAllocatedBytes and var taken ? $"{input.Length} bytes made it allocate {taken}." : null;
    }

    private static int Tell(string text, int code)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(text);
        return code;
    }
}
