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
}
