using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Faults.Tests.Support;

namespace Swarm.Faults.Tests.Growth;

/// <summary>What a command asks of the disk does not grow with the store: calls are counted, not timed.</summary>
public sealed partial class WorkTests : IDisposable
{
    private const int Forks = 400;

    /// <summary>The end of the head log's copy is read twice: to see that it is current, and to add to it.</summary>
    private const long MaxBytesOfLog = 2 * 64 * 1024;

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_write_reads_the_end_of_the_head_log_alone_and_many_forks_are_one_durable_write()
    {
        await Tool.RequireTracingAsync();
        await _place.ExpectAsync("run", "launch", "--label", "base", "--", "true");
        await _place.ExpectAsync(Fork(["warm"]));
        var one = await TraceAsync(["first"]);
        var many = await TraceAsync([.. Enumerable.Range(0, Forks).Select(number => string.Create(CultureInfo.InvariantCulture, $"many/{number}"))]);
        var last = await TraceAsync(["last"]);
        Assert.InRange(new FileInfo(Path.Combine(_place.Store, "heads.jsonl")).Length, 2 * MaxBytesOfLog, long.MaxValue);
        Assert.Equal((one.Flushes, one.Flushes), (many.Flushes, last.Flushes));
        Assert.InRange(one.BytesOfLog, 1, MaxBytesOfLog);
        Assert.InRange(last.BytesOfLog, 1, MaxBytesOfLog);
        await _place.ExpectAsync("store", "check");
    }

    private static string[] Fork(IEnumerable<string> labels) => ["run", "fork", "--node", "branch:base", .. labels.SelectMany(label => new[] { "--label", label })];

    private async Task<(int Flushes, long BytesOfLog)> TraceAsync(IReadOnlyList<string> labels)
    {
        var log = _place["trace"];
        var (code, _, error) = await Tool.EndAsync(_place.Start(
            Fork(labels), null, ["strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=?fsync,?fdatasync,?read,?pread64,?readv,?preadv"]));
        Assert.True(code == 0, error);
        var lines = await File.ReadAllLinesAsync(log, Tool.Cancellation);
        return (
            lines.Count(line => line.Contains("sync(", StringComparison.Ordinal) && line.Contains(_place.Store, StringComparison.Ordinal)),
            lines.Where(line => line.Contains("/heads.jsonl>", StringComparison.Ordinal)).Select(line => Result().Match(line)).Where(match => match.Success)
                .Sum(match => long.Parse(match.Groups["bytes"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)));
    }

    [GeneratedRegex(@"= (?<bytes>\d+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Result();
}
