using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Core.Tests.Files;

/// <summary>What is read of a file is bounded by what arrives, whatever the file says of itself.</summary>
public sealed class BoundedFileTests : IDisposable
{
    private const int Most = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-bounded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Most - 1)]
    [InlineData(Most)]
    public void A_file_up_to_the_limit_is_read_whole(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(Path.Combine(_folder, "file"), content);
        Assert.Equal(content, BoundedFile.Read(Path.Combine(_folder, "file"), Most, "document"));
        Assert.Equal(content, BoundedFile.TryRead(Path.Combine(_folder, "file"), Most));
    }

    [Theory]
    [InlineData(Most + 1L)]
    [InlineData(1L << 32)]
    public void A_larger_file_is_refused_before_it_is_read(long length)
    {
        var file = Path.Combine(_folder, "file");
        using (var stream = new FileStream(file, FileMode.CreateNew))
        {
            stream.SetLength(length);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.SchemaInvalid, Assert.Throws<SwarmException>(() => BoundedFile.Read(file, Most, "document")).ErrorCode);
        Assert.Equal(ErrorCode.KeyInvalid, Assert.Throws<SwarmException>(() => BoundedFile.Read(file, Most, "key", ErrorCode.KeyInvalid)).ErrorCode);
        Assert.Null(BoundedFile.TryRead(file, Most));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Most);
    }

    [Fact]
    public void What_has_no_length_and_no_end_is_read_up_to_the_limit()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here.");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<SwarmException>(() => BoundedFile.Read("/dev/zero", Most, "document"));
        Assert.Contains($"more than {Most} bytes", refused.Message, StringComparison.Ordinal);
        Assert.Null(BoundedFile.TryRead("/dev/zero", Most));
        Assert.Contains("a line of more than", Assert.Throws<SwarmException>(() => BoundedLines.Read("/dev/zero", Most, "log").Count()).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * Most);
    }

    [Fact]
    public void What_is_not_there_is_said()
    {
        var missing = Path.Combine(_folder, "missing");
        Assert.Equal(ErrorCode.PathInvalid, Assert.Throws<SwarmException>(() => BoundedFile.Read(missing, Most, "document")).ErrorCode);
        Assert.Equal(ErrorCode.PathInvalid, Assert.Throws<SwarmException>(() => BoundedLines.Read(missing, Most, "log").Count()).ErrorCode);
        Assert.Throws<FileNotFoundException>(() => BoundedFile.TryRead(missing, Most));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0)]
    [InlineData("a\n", 1)]
    [InlineData("\n\n", 2)]
    [InlineData("a\nbc\nrest", 2)]
    [InlineData("12345678\n12345678\n", 2)]
    public void Whole_lines_are_read_and_half_a_line_is_left_out(string text, int count)
    {
        var file = Path.Combine(_folder, "lines");
        File.WriteAllText(file, text);
        var lines = BoundedLines.Read(file, 8, "log").Select(System.Text.Encoding.UTF8.GetString).ToList();
        Assert.Equal(text.Split('\n')[..count], lines);
    }

    [Fact]
    public void A_line_that_is_too_long_is_refused_wherever_it_begins()
    {
        var file = Path.Combine(_folder, "lines");
        File.WriteAllText(file, "one\ntwo\n" + new string('x', 9) + "\n");
        var read = new List<byte[]>();
        Assert.Equal(ErrorCode.SchemaInvalid, Assert.Throws<SwarmException>(() => read.AddRange(BoundedLines.Read(file, 8, "log"))).ErrorCode);
    }
}
