using System.Diagnostics;
using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Kills;

/// <summary><c>kill -9</c> anywhere in a command: the store opens and is sound, and the next command leaves nothing in plaintext.</summary>
public sealed class KilledCommandTests
{
    [Fact]
    public Task At_calls_spread_over_all_commands() => Campaign.RunAsync(count: 60, isKill: true);

    [Fact]
    public async Task At_times_that_chance_chooses()
    {
        const int Kills = 12;
        Tool.Require("cp");
        await using var template = await Template.CreateAsync();
        var seed = Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var command = TracedCommand.All[kill % TracedCommand.All.Count];
            using var whole = new Place(command.IsFresh ? null : template.Folder);
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(0, (await Tool.EndAsync(whole.Start(command.Arguments(whole)))).ExitCode);
            var length = Stopwatch.GetElapsedTime(started);

            using var place = new Place(command.IsFresh ? null : template.Folder);
            var process = place.Start(command.Arguments(place));
            await Task.Delay(length * random.NextDouble(), Tool.Cancellation);
            process.Kill();
            var (code, output, _) = await Tool.EndAsync(process);
            await WaitForStepAsync(place);
            Aftermath.Require(place, command, template, (code, output), mayLeave: true);
        }
    }

    // The supervisor of a killed command hears of it through its pipe, and then ends the step.
    private static async Task WaitForStepAsync(Place place)
    {
        for (var attempt = 0; attempt < 600 && IsAtWork(place); attempt++)
        {
            await Task.Delay(50, Tool.Cancellation);
        }
    }

    private static bool IsAtWork(Place place) => Directory.EnumerateDirectories("/proc").Any(folder =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId
                && File.ReadAllText(Path.Combine(folder, "environ")).Contains(place.Folder, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
