using System.Text;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Tests.Steps;

public sealed class StepLogFollowerTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task Lines_end_with_LF_or_CRLF_and_the_last_need_not()
    {
        File.WriteAllText(_path, "one\ntwo\r\n\n\r\nthr\ree\nlast");
        Assert.Equal(["one", "two", "", "", "thr\ree", "last"], await ReadAsync());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_replaced()
    {
        File.WriteAllBytes(_path, [.. "ä"u8, 0xff, .. "b\n"u8, 0xe2, 0x82]);
        Assert.Equal(["ä\ufffdb", "\ufffd"], await ReadAsync());
    }

    [Theory]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(200_000)]
    public async Task A_long_line_comes_in_parts(int length)
    {
        var text = new string('x', length);
        foreach (var end in (string[])["", "\n", "\r\n"])
        {
            File.WriteAllText(_path, text + end);
            Assert.Equal(text.Chunk(65536).Select(part => new string(part)), await ReadAsync());
        }
    }

    [Fact]
    public async Task A_part_does_not_end_within_a_character()
    {
        var text = "x" + string.Concat(Enumerable.Repeat("🐝", 100_000));
        File.WriteAllText(_path, text + "\nend\n");
        var lines = await ReadAsync();
        Assert.Equal(text, string.Concat(lines[..^1]));
        Assert.DoesNotContain('\ufffd', string.Concat(lines));
        Assert.All(lines, line => Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line))));
    }

    [Fact]
    public async Task Lines_come_while_another_appends()
    {
        File.Delete(_path);
        var finished = false;
        var seen = new List<string>();
        var gate = new SemaphoreSlim(0);
        var reading = Task.Run(async () =>
        {
            await foreach (var line in StepLogFollower.FollowAsync(_path, () => Volatile.Read(ref finished)))
            {
                lock (seen)
                    seen.Add(line);

                gate.Release();
            }
        });
        await Task.Delay(150);
        using (var file = new FileStream(_path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            file.Write("first\nsecond "u8);
            Assert.True(await gate.WaitAsync(TimeSpan.FromSeconds(20)));
            file.Write("\xe2\x82"u8[..0]);
            file.Write([0xe2, 0x82]);
            await Task.Delay(150);
            Assert.Equal(["first"], seen);
            file.Write([0xac, (byte)'\n']);
            Assert.True(await gate.WaitAsync(TimeSpan.FromSeconds(20)));
            Volatile.Write(ref finished, true);
            file.Write("third"u8);
        }

        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["first", "second €"], seen[..2]);
    }

    [Fact]
    public async Task A_log_that_never_comes_has_no_lines()
    {
        File.Delete(_path);
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in StepLogFollower.FollowAsync(_path, () => false, cancellation.Token))
                Assert.Fail("The log is empty.");
        });
    }

    public void Dispose() => File.Delete(_path);

    private async Task<List<string>> ReadAsync()
    {
        var lines = new List<string>();
        await foreach (var line in StepLogFollower.FollowAsync(_path, () => true))
            lines.Add(line);

        return lines;
    }
}
