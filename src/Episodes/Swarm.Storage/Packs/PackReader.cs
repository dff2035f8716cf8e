using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Swarm.Core.Errors;

namespace Swarm.Storage.Packs;

/// <summary>Reads records from the packs of one folder, from many threads. Handles stay open until it is disposed.</summary>
internal sealed class PackReader(string folder) : IDisposable
{
    private readonly ConcurrentDictionary<string, SafeFileHandle> _handles = new(StringComparer.Ordinal);

    /// <summary>The names of all finished packs.</summary>
    public IEnumerable<string> Names => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + PackFormat.Extension).Select(path => Path.GetFileNameWithoutExtension(path))
        : [];

    public string PathOf(string pack) => Path.Combine(folder, pack + PackFormat.Extension);

    /// <summary>Reads bytes at a place.</summary>
    public void Read(string pack, long offset, Span<byte> destination)
    {
        var handle = _handles.GetOrAdd(pack, Open);
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(handle, destination, offset);
            if (count == 0)
            {
                throw Damaged(pack, "it is cut short");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>Closes a pack that is about to go.</summary>
    public void Forget(string pack)
    {
        if (_handles.TryRemove(pack, out var handle))
        {
            handle.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var handle in _handles.Values)
        {
            handle.Dispose();
        }
    }

    public static SwarmException Damaged(string pack, string reason) => new(
        ErrorCode.StoreDamaged,
        $"Pack {pack} is damaged: {reason}. Run 'swarm store check', then 'swarm store repair' with a bundle or a second store.");

    private SafeFileHandle Open(string pack)
    {
        try
        {
            return File.OpenHandle(PathOf(pack), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Damaged(pack, "it is missing");
        }
    }
}
