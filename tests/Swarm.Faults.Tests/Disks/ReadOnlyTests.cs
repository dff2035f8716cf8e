using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Disks;

/// <summary>A store on a disk that may only be read.</summary>
public sealed class ReadOnlyTests
{
    [Fact]
    public async Task What_a_killed_transaction_left_does_not_keep_from_reading()
    {
        await Tool.RequireTracingAsync();
        Tool.Require("unshare", "mount");
        await using var template = await Template.CreateAsync();
        using var place = new Place(template.Folder);
        await LeaveHotJournalAsync(place, template);
        var swarm = string.Join(' ', Place.CommandLine([]).Select(word => $"'{word}'"));
        var script = $"""
            set -e
            mount --bind '{place.Root}' '{place.Root}' && mount -o remount,ro,bind '{place.Root}' || exit {Namespace.Refused}
            cd '{place.Root}'
            {swarm} run list
            {swarm} store check
            {swarm} state inspect --node branch:base
            ! {swarm} run fork --node branch:base --label other
            """;
        var (code, output, error) = await Namespace.RunAsync(script, place.Variables);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
        Assert.Contains("STORE_UNWRITABLE", error, StringComparison.Ordinal);
        await place.ExpectAsync("store", "check");
    }

    private static async Task LeaveHotJournalAsync(Place place, Template template)
    {
        var journal = Path.Combine(place.Store, "catalog.sqlite-journal");
        using var counting = new Place(template.Folder);
        foreach (var point in (await Tracing.FindPointsAsync(TracedCommand.Find("fork"), counting, isKill: true)).Where(point => point.Call is "pwrite64" or "fsync").Reverse())
        {
            await Tracing.InjectAsync(point, place);
            if (new FileInfo(journal) is { Exists: true, Length: > 0 })
            {
                return;
            }
        }

        Assert.Fail("No kill left a journal.");
    }
}
