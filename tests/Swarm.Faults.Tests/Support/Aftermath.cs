using Swarm.Core.Errors;

namespace Swarm.Faults.Tests.Support;

/// <summary>What has to hold after a command that something happened to.</summary>
internal static class Aftermath
{
    /// <summary>The store opens and checks clean, everything that was there comes back, and the next writer leaves nothing that nobody needs.</summary>
    /// <param name="place">Where it ran.</param>
    /// <param name="command">The command.</param>
    /// <param name="template">What was there before.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="mayLeave">Whether it was kept from removing what it had made: by a kill, or by a removal that failed.</param>
    public static void Require(Place place, TracedCommand command, Template template, (int ExitCode, string Output) end, bool mayLeave)
    {
        using (var session = command.IsFresh ? place.OpenOrCreate() : place.Open())
        {
            if (!mayLeave && command is { MakesNode: true, IsFresh: false })
            {
                Assert.Equal(0, session.Maintenance.Optimize(dryRun: true, progress: null, Tool.Cancellation).DroppedLeftovers);
            }

            Assert.Empty(session.Maintenance.Check(progress: null, Tool.Cancellation).Problems);
            foreach (var (node, content) in command.IsFresh ? [] : template.Nodes)
            {
                Assert.Equal(content, Template.Hash(session, node, place["restored"]));
            }

            if (end.ExitCode == 0 && command.MakesNode)
            {
                Assert.NotEmpty(Template.Hash(session, Template.NodeOf(end.Output), place["restored"]));
            }

            if (command.Name == "forks")
            {
                var made = session.Nodes.List().Select(node => node.Record.Label).Intersect(TracedCommand.Forks).Count();
                Assert.True(made == TracedCommand.Forks.Count || (made == 0 && end.ExitCode != 0), $"{made} of {TracedCommand.Forks.Count} forks are there.");
            }

            session.Maintenance.Optimize(dryRun: false, progress: null, Tool.Cancellation);
            Assert.Empty(session.Maintenance.Check(progress: null, Tool.Cancellation).Problems);
        }

        if (command.Name == "export" && end.ExitCode == 0)
        {
            Assert.True(File.Exists(place["exported.age"]), "The bundle that the command told of is not there.");
        }

        Assert.Equal(string.Empty, string.Join('\n', FindLeftovers(place)));
    }

    private static IEnumerable<string> FindLeftovers(Place place)
    {
        string[] plain = [.. Directory.EnumerateFileSystemEntries(place.Folder, "*.tmp"), .. Directory.EnumerateFileSystemEntries(place.Folder, "*.partial")];
        string[] work = Directory.Exists(place.Work) ? [.. Directory.EnumerateFileSystemEntries(place.Work).Where(path => Path.GetFileName(path) != "claim.lock")] : [];
        string[] store = [.. Directory.EnumerateFileSystemEntries(place.Store, "*.tmp*", SearchOption.AllDirectories)];
        return [.. plain, .. work, .. store];
    }

    /// <summary>Runs a check, and names the point with any failure, so that it can be repeated.</summary>
    public static async Task NameAsync(FaultPoint point, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception exception) when (exception is Xunit.Sdk.XunitException or SwarmException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"At {point} (repeat it with {FaultPoint.Variable}={point}): {exception.Message}", exception);
        }
    }
}
