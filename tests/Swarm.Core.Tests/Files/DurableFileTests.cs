using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Core.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-core-").FullName;

    [Fact]
    public void Writing_replaces_whole_and_leaves_nothing_else()
    {
        var path = Path.Combine(_folder, "file");
        DurableFile.Write(path, "one"u8);
        DurableFile.Write(path, "two"u8);
        Assert.Equal("two", File.ReadAllText(path, Encoding.UTF8));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void What_is_written_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no POSIX modes.");
            return;
        }

        var (path, inner) = (Path.Combine(_folder, "file"), Path.Combine(_folder, "a", "b"));
        DurableFile.Write(path, "x"u8);
        DurableFile.CreateDirectory(inner);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        var path = Path.Combine(_folder, "missing", "file");
        var exception = Assert.Throws<SwarmException>(() => DurableFile.Write(path, "x"u8));
        Assert.Equal("STORE_UNWRITABLE", exception.Code);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_is_called_so()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        var exception = Assert.ThrowsAny<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            full.Write("x"u8);
        });
        Assert.Contains("disk is full", DurableFile.Unwritable("/dev/full", exception).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flush_that_the_system_refuses_is_told()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Assert.Contains("/dev/full", Assert.ThrowsAny<IOException>(() => FileFlush.Flush(full)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_file_that_cannot_be_written_whole_is_not_left()
    {
        var path = Path.Combine(_folder, "file");
        DurableFile.WriteNew(path, "one"u8);
        Assert.ThrowsAny<IOException>(() => DurableFile.WriteNew(path, "two"u8));
        Assert.Equal("one", File.ReadAllText(path, Encoding.UTF8));
    }

    [Fact]
    public void Folders_above_are_their_owners_alone_too()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no POSIX modes.");
            return;
        }

        DurableFile.CreateLastingDirectory(Path.Combine(_folder, "a", "b", "c"));
        foreach (var name in new[] { "a", "a/b", "a/b/c" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(_folder, name)));
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
