namespace Swarm.Engine.Tests.Support;

/// <summary>A file system mounted for one test; where that may not be done, the test is skipped.</summary>
internal sealed class Mount : IDisposable
{
    private readonly string _path;
    private bool _isMounted = true;

    private Mount(string path) => _path = path;

    public static async Task<Mount> TryAsync(string path, string command)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only a privileged user can mount.");
        var (code, _, error) = await Tool.RunAsync("sh", "-c", command);
        if (code != 0)
        {
            await Tool.RunAsync("sh", "-c", $"umount '{path}' 2>/dev/null");
            Assert.Skip($"Nothing can be mounted here: {error}");
        }

        return new Mount(path);
    }

    public void Dispose()
    {
        if (_isMounted)
        {
            _isMounted = false;
            Tool.RunAsync("umount", "-l", _path).GetAwaiter().GetResult();
        }
    }
}
