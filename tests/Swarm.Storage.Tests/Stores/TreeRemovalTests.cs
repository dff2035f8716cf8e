using Swarm.Storage.Stores;

namespace Swarm.Storage.Tests.Stores;

public sealed class TreeRemovalTests
{
    [Fact]
    public void Many_at_once_remove_one_folder_and_none_complains()
    {
        for (var round = 0; round < 20; round++)
        {
            var folder = Directory.CreateTempSubdirectory("swarm-removal-").FullName;
            for (var index = 0; index < 100; index++)
            {
                var inner = Directory.CreateDirectory(Path.Combine(folder, $"d{index % 10}", $"e{index}")).FullName;
                File.WriteAllText(Path.Combine(inner, "file"), "x");
            }

            Parallel.For(0, 8, _ => TreeRemoval.Remove(folder));
            Assert.False(Directory.Exists(folder));
        }
    }

    [Fact]
    public void A_folder_whose_rights_were_taken_away_is_removed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no POSIX modes.");
            return;
        }

        var folder = Directory.CreateTempSubdirectory("swarm-removal-").FullName;
        var inner = Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName;
        File.WriteAllText(Path.Combine(inner, "file"), "x");
        File.SetUnixFileMode(inner, UnixFileMode.None);
        TreeRemoval.Remove(folder);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_file_that_another_has_open_for_a_moment_is_waited_for()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Only Windows refuses to remove what is open.");
        var folder = Directory.CreateTempSubdirectory("swarm-removal-").FullName;
        var open = File.Create(Path.Combine(folder, "file"));
        var removal = Task.Run(() => TreeRemoval.Remove(folder));
        await Task.Delay(TimeSpan.FromSeconds(0.5), TestContext.Current.CancellationToken);
        Assert.True(Directory.Exists(folder));
        await open.DisposeAsync();
        await removal;
        Assert.False(Directory.Exists(folder));
    }
}
