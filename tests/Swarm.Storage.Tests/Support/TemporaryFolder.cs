using Swarm.Storage.Stores;

namespace Swarm.Storage.Tests.Support;

/// <summary>A folder that is gone when the test is.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("swarm-storage-").FullName;

    public string Path { get; }

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public string Make(string relative) => Directory.CreateDirectory(this[relative]).FullName;

    public void Dispose() => TreeRemoval.Remove(Path);
}
