using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Stores;

/// <summary>
/// Room that a store keeps on its disk for the day when that is full: to remove something takes a transaction, and that takes room. It is
/// given up when such a transaction needs it, and taken again by the next sweep.
/// </summary>
internal sealed class SpaceReserve(StoreLayout layout)
{
    private const int Bytes = 512 * 1024;

    private readonly string _file = Path.Combine(layout.Folder, "reserve");

    /// <summary>Takes the room where there is some.</summary>
    public void Keep()
    {
        try
        {
            if (!File.Exists(_file))
            {
                // No file system makes random bytes smaller.
                DurableFile.WriteNew(_file, RandomNumberGenerator.GetBytes(Bytes));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then there is none.
        }
    }

    /// <summary>Does something that gives room back, with the reserve where the disk is full.</summary>
    public T Use<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (SwarmException exception) when (DurableFile.IsDiskFull(exception) && File.Exists(_file))
        {
            File.Delete(_file);
            return work();
        }
    }
}
