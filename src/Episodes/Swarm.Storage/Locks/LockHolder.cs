using System.Globalization;
using System.Text.Json;
using Swarm.Core.Files;
using Swarm.Core.Locks;

namespace Swarm.Storage.Locks;

/// <summary>Who holds a lock, as it is written beside the lock for those who wait.</summary>
/// <param name="Process">The process.</param>
/// <param name="Purpose">What the holder does.</param>
/// <param name="Since">When it took the lock, RFC 3339.</param>
internal sealed record LockHolder(ProcessIdentity Process, string Purpose, string Since)
{
    /// <summary>The ending of a holder's file.</summary>
    public const string Extension = ".holder";

    private const int MostBytes = 64 * 1024;

    public static LockHolder Current(string purpose) =>
        new(ProcessIdentity.Current, purpose, DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, LockHolderJson.Default.LockHolder);

    /// <summary>Reads a holder, or null where its file is gone, half-written, or of a process that ended.</summary>
    public static LockHolder? Read(string path)
    {
        try
        {
            var holder = BoundedFile.TryRead(path, MostBytes) is { } json ? JsonSerializer.Deserialize(json, LockHolderJson.Default.LockHolder) : null;
            return holder is { Process: not null } && !holder.Process.IsProvenDead(isLockFree: true) ? holder : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public override string ToString() => $"{Process} ({Purpose}, since {Since})";
}
