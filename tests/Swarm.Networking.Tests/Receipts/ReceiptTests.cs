using System.Net;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Networking.Receipts;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Tests.Receipts;

public sealed class ReceiptTests : IDisposable
{
    private const string Line =
        """{"time":"2026-01-02T03:04:05.678Z","host":"example.org","port":443,"address":"192.0.2.1","verdict":"allowed","rule":"allowed","bytes_up":12,"bytes_down":3456}""";

    private static readonly DateTimeOffset Time = new(2026, 1, 2, 4, 4, 5, 678, TimeSpan.FromHours(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-receipts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_receipt_is_one_line_and_the_digest_is_of_the_files_bytes()
    {
        var path = Path.Combine(_folder, "receipts.jsonl");
        using var log = new ReceiptLog(path);
        Assert.True(log.TryReserve());
        log.Write(Receipt.Of(Time, new Destination("example.org", 443), new RouteAnswer(RouteVerdict.Allowed, "allowed", IPAddress.Parse("192.0.2.1"), null), 12, 3456));
        Assert.True(log.TryReserve());
        log.Write(Receipt.Of(Time, new Destination("::1", 80), new RouteAnswer(RouteVerdict.Denied, "host", null, null), 0, 0));
        var digest = log.Complete();
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(Line + "\n" + """{"time":"2026-01-02T03:04:05.678Z","host":"::1","port":80,"address":null,"verdict":"denied","rule":"host","bytes_up":0,"bytes_down":0}""" + "\n", Encoding.UTF8.GetString(bytes));
        Assert.Equal(Digest.Compute(bytes), digest);
        Assert.Equal(digest, log.Complete());
        Assert.False(log.TryReserve());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void Many_threads_write_whole_lines()
    {
        var path = Path.Combine(_folder, "many.jsonl");
        using var log = new ReceiptLog(path, most: 20_000);
        Parallel.For(0, 25_000, index =>
        {
            if (log.TryReserve())
            {
                log.Write(Receipt.Of(Time, new Destination($"h{index}.example", 443), new RouteAnswer(RouteVerdict.Failed, "unreachable", IPAddress.Loopback, null), index, 0));
            }
        });
        var digest = log.Complete();
        using var file = File.OpenRead(path);
        Assert.Equal(20_000, ReceiptReader.Read(file, "receipts").DistinctBy(receipt => receipt.Host).Count());
        Assert.Equal(Digest.Compute(File.ReadAllBytes(path)), digest);
    }

    [Fact]
    public void An_existing_file_is_not_written_over()
    {
        var path = Path.Combine(_folder, "there.jsonl");
        File.WriteAllText(path, "mine");
        Assert.Equal(ErrorCode.StoreUnwritable, Assert.Throws<SwarmException>(() => new ReceiptLog(path)).ErrorCode);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    [Fact]
    public void A_closed_log_lets_nothing_through_and_is_told_at_the_end()
    {
        var path = Path.Combine(_folder, "full.jsonl");
        using var log = new ReceiptLog(path);
        log.Dispose();
        Assert.False(log.TryReserve());
        Assert.Equal(ErrorCode.StoreUnwritable, Assert.Throws<SwarmException>(() => log.Complete()).ErrorCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("no json")]
    [InlineData("{\"time\":\"2026-01-02T03:04:05.678Z\",\"host\":\"example.org\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":12,\"bytes_down\":3456,\"path\":\"/\"}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:05.678Z\",\"time\":\"2026-01-02T03:04:05.678Z\",\"host\":\"example.org\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":12,\"bytes_down\":3456}")]
    [InlineData("{\"host\":\"example.org\",\"time\":\"2026-01-02T03:04:05.678Z\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":12,\"bytes_down\":3456}")]
    [InlineData("{\"time\":\"2026-01-02\",\"host\":\"example.org\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":12,\"bytes_down\":3456}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:05.678Z\",\"host\":\"example.org\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"perhaps\",\"rule\":\"allowed\",\"bytes_up\":12,\"bytes_down\":3456}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:05.678Z\",\"host\":\"example.org\",\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":-1,\"bytes_down\":3456}")]
    [InlineData("{\"time\":\"2026-01-02T03:04:05.678Z\",\"host\":null,\"port\":443,\"address\":\"192.0.2.1\",\"verdict\":\"allowed\",\"rule\":\"allowed\",\"bytes_up\":1,\"bytes_down\":3456}")]
    public void What_is_no_receipt_is_refused_by_its_line(string line)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"{Line}\n{line}\n"));
        var refusal = Assert.Throws<SwarmException>(() => ReceiptReader.Read(stream, "receipts").ToList());
        Assert.Equal(ErrorCode.SchemaInvalid, refusal.ErrorCode);
        Assert.Contains("Line 2 ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_is_cut_short_or_too_long_is_refused()
    {
        Assert.Throws<SwarmException>(() => Read(Line));
        Assert.Throws<SwarmException>(() => Read(new string('a', 1_000_000)));
        Assert.Throws<SwarmException>(() => Read($"{Line}\n{Line}\n", most: 1));
        Assert.Equal(2, Read($"{Line}\n{Line}\n").Count);
        Assert.Empty(Read(string.Empty));

        static List<Receipt> Read(string text, int most = 10)
        {
            using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return [.. ReceiptReader.Read(stream, "receipts", most)];
        }
    }
}
