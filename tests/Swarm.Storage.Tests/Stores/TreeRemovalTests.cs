using Swarm.Storage.Stores;
using Swarm.Storage.Tests.Support;

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

    [Theory]
    [InlineData("[(os.mkdir('n' * 200), os.chdir('n' * 200)) for i in range(60)]; open('file', 'w')")]
    [InlineData("[(os.mkdir('d'), os.chdir('d')) for i in range(3000)]; open('file', 'w')")]
    [InlineData("[(os.mkdir(b'd\\xff'), os.chdir(b'd\\xff')) for i in range(40)]; os.symlink('/', b'l\\xff'); os.mkfifo('pipe')")]
    [InlineData("[(os.mkdir('d'), os.chdir('d')) for i in range(100)]; [(os.chdir('..'), os.chmod('d', 0)) for i in range(100)]")]
    [InlineData("[(os.mkdir(str(i)), open(str(i) + '/f', 'w'), os.chmod(str(i), m)) for i, m in enumerate([0o444, 0o100, 0o222, 0o000, 0o555])]")]
    public void Whatever_a_step_may_leave_is_removed(string python)
    {
        var folder = Make(python);
        TreeRemoval.Remove(folder);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_a_link_leads_to_stays()
    {
        using var outside = new TemporaryFolder();
        Tree.Write(outside.Path, "kept", "x");
        var folder = Make($"os.symlink('{outside.Path}', 'link'); os.mkdir('d'); os.symlink('{outside.Path}', 'd/link')");
        TreeRemoval.Remove(folder);
        Assert.False(Directory.Exists(folder));
        Assert.True(File.Exists(outside["kept"]));
        var link = outside["itself"];
        File.CreateSymbolicLink(link, outside.Path);
        TreeRemoval.Remove(link);
        Assert.True(File.Exists(outside["kept"]));
        Assert.False(Path.Exists(link));
    }

    [Theory]
    [InlineData("+i"), InlineData("+a")]
    public void Files_and_folders_that_may_not_be_changed_are_removed(string flag)
    {
        Tool.Require("chattr");
        var folder = Make("os.makedirs('d/e'); open('d/f', 'w'); open('d/e/f', 'w')");
        var (code, _, error) = Tool.Run("chattr", folder, "-R", flag, "d");
        if (code != 0)
        {
            TreeRemoval.Remove(folder);
            Assert.Skip($"This user or file system knows no such flags: {error}");
        }

        TreeRemoval.Remove(folder);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_mount_is_taken_away_and_what_it_holds_stays()
    {
        Tool.Require("mount");
        using var outside = new TemporaryFolder();
        Tree.Write(outside.Path, "kept", "x");
        var folder = Make("os.makedirs('d/mount')");
        var (code, _, error) = Tool.Run("mount", folder, "--bind", outside.Path, "d/mount");
        if (code != 0)
        {
            TreeRemoval.Remove(folder);
            Assert.Skip($"Nothing can be mounted here: {error}");
        }

        TreeRemoval.Remove(folder);
        Assert.False(Directory.Exists(folder));
        Assert.True(File.Exists(outside["kept"]));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_no_failure()
    {
        TreeRemoval.Remove(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));
        TreeRemoval.Remove(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "inner"));
    }

    private static string Make(string python)
    {
        Tool.Require("python3");
        var folder = Directory.CreateTempSubdirectory("swarm-removal-").FullName;
        var (code, _, error) = Tool.Run("python3", folder, "-c", "import os; " + python);
        Assert.True(code == 0, error);
        return folder;
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
