using System.Globalization;
using System.Text.RegularExpressions;

namespace Swarm.Faults.Tests.Support;

/// <summary>strace(1) over one command: first to see which calls reach its files, then to break one of them.</summary>
internal static partial class Tracing
{
    private static readonly string[] Calls =
        ["fsync", "pwrite64", "ftruncate", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "link", "linkat", "openat"];

    // Stops at the calls that are looked at alone; a signal cannot be given there.
    private const string Quick = "--seccomp-bpf";

    private static readonly Dictionary<string, string[]> Errors = new(StringComparer.Ordinal)
    {
        ["fsync"] = ["EIO", "ENOSPC"],
        ["pwrite64"] = ["ENOSPC", "EIO"],
        ["ftruncate"] = ["EIO"],
        ["openat"] = ["ENOSPC", "EIO"],
    };

    /// <summary>The points of a command at which a call that changes something meets a file of its own.</summary>
    public static async Task<IReadOnlyList<FaultPoint>> FindPointsAsync(TracedCommand command, Place place, bool isKill)
    {
        var log = place["trace"];
        var (code, _, error) = await RunAsync(command, place, log, [Quick]);
        Assert.True(code == 0, $"{command.Name}: {error}");
        var counts = new Dictionary<(string Thread, string Call), int>();
        var points = new List<FaultPoint>();
        foreach (var match in File.ReadLines(log).Select(line => Entry().Match(line)).Where(match => match.Success))
        {
            var call = match.Groups["call"].Value;
            var number = counts[(match.Groups["thread"].Value, call)] = counts.GetValueOrDefault((match.Groups["thread"].Value, call)) + 1;
            var rest = match.Groups["rest"].Value;
            if (rest.Contains(place.Folder, StringComparison.Ordinal) && (call != "openat" || rest.Contains("O_CREAT", StringComparison.Ordinal)))
            {
                points.AddRange((isKill ? [FaultPoint.Kill] : Errors.GetValueOrDefault(call, ["EIO"])).Select(fault => new FaultPoint(command.Name, call, fault, number)));
            }
        }

        return [.. points.Distinct()];
    }

    /// <summary>Runs a command with one call broken.</summary>
    /// <returns>How it ended, and the call that was broken; null where the command did not come to it.</returns>
    public static async Task<(int ExitCode, string Output, string Error, string? Broken)> InjectAsync(FaultPoint point, Place place)
    {
        var log = place["trace"];
        var (code, output, error) = await RunAsync(TracedCommand.Find(point.Command), place, log, [.. point.Fault == FaultPoint.Kill ? [] : new[] { Quick }, "-e", point.Injection]);
        var lines = await File.ReadAllLinesAsync(log, Tool.Cancellation);
        var broken = point.Fault == FaultPoint.Kill
            ? Array.Find(lines, line => line.Contains("killed by SIGKILL", StringComparison.Ordinal))
            : Array.Find(lines, line => line.Contains("(INJECTED)", StringComparison.Ordinal));
        return (code, output, error, broken);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(TracedCommand command, Place place, string log, string[] options) => Tool.EndAsync(place.Start(
        command.Arguments(place),
        null,
        ["strace", "-f", "-qq", "-y", "-s", "256", "-o", log, "-e", string.Create(CultureInfo.InvariantCulture, $"trace={string.Join(',', Calls.Select(call => "?" + call))}"), .. options]));

    [GeneratedRegex(@"^(?<thread>\d+) +(?<call>\w+)\((?<rest>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Entry();
}
