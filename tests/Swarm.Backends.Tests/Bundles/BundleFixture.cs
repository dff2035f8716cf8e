using System.Security.Cryptography;
using Swarm.Backends.Bundles;
using Swarm.Backends.Http;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Backends.Tests.Bundles;

/// <summary>A folder with bundles to store, and a store to put them into. Its end fails where anything half done is left.</summary>
internal sealed class BundleFixture : IDisposable
{
    public const long Limit = 1L << 30;

    private readonly List<string> _trace = [];
    private int _count;

    public BundleFixture(Dictionary<string, string>? variables = null, Func<BundleStoreOptions, BundleStoreOptions>? change = null)
    {
        Directory.CreateDirectory(StoreFolder);
        var options = new BundleStoreOptions
        {
            ReadVariable = name => variables?.GetValueOrDefault(name),
            Patience = TimeSpan.FromSeconds(20),
            Trace = line =>
            {
                lock (_trace)
                {
                    _trace.Add(line);
                }
            },
        };
        Store = new BundleStore(change is null ? options : change(options));
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("swarm-bundles-").FullName;

    public string StoreFolder => Path.Combine(Folder, "a folder of bundles");

    public string StoreAddress => new Uri(StoreFolder).AbsoluteUri;

    public BundleStore Store { get; }

    public IReadOnlyList<string> Trace
    {
        get
        {
            lock (_trace)
            {
                return [.. _trace];
            }
        }
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A path in the folder where nothing is.</summary>
    public string NewPath => Path.Combine(Folder, $"{++_count}.age");

    /// <summary>Writes a bundle of random bytes.</summary>
    public (string Path, byte[] Content, Digest Digest) Make(int size)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var path = NewPath;
        File.WriteAllBytes(path, content);
        return (path, content, Digest.Compute(content));
    }

    public Task<string> PutAsync(string store, string path, Digest digest) => Store.PutAsync(store, path, digest, Cancel);

    public Task<DownloadedFile> GetAsync(string locator, Digest? expected = null, string? path = null, long limit = Limit) =>
        Store.GetAsync(locator, path ?? NewPath, limit, expected, Cancel);

    /// <summary>Asserts that a bundle comes back as it was put in.</summary>
    public async Task ComesBackAsync(string locator, byte[] content)
    {
        var file = await GetAsync(locator, Digest.Compute(content));
        Assert.Equal(content, await File.ReadAllBytesAsync(file.Path, Cancel));
        Assert.Equal((content.LongLength, Digest.Compute(content)), (file.Size, file.Digest));
    }

    /// <summary>Asserts that a bundle is refused, and that nothing of it is left.</summary>
    public async Task<SwarmException> RefusesAsync(ErrorCode code, string locator, Digest? expected = null, long limit = Limit)
    {
        var path = NewPath;
        var exception = await Assert.ThrowsAsync<SwarmException>(() => GetAsync(locator, expected, path, limit));
        Assert.Equal((code.Name, code.Category), (exception.Code, exception.Category));
        Assert.False(Path.Exists(path));
        return exception;
    }

    public void Dispose()
    {
        var left = Directory.EnumerateFileSystemEntries(Folder, "*.tmp", SearchOption.AllDirectories).ToArray();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(left);
    }
}
