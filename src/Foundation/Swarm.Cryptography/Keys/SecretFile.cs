using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Cryptography.Keys;

/// <summary>
/// A file of secrets at rest: protected with DPAPI for the current user on Windows, elsewhere readable by its owner
/// only, and refused where it is not.
/// </summary>
public static class SecretFile
{
    private const int Limit = 64 * 1024;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others = OthersWrite
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The file's name: another format at rest has another name.</summary>
    internal static string Name => OperatingSystem.IsWindows() ? "secret.dpapi" : "secret.json";

    /// <summary>Creates the file and flushes it.</summary>
    /// <param name="path">The file, which must not be there.</param>
    /// <param name="content">The secret bytes, which the caller clears.</param>
    /// <exception cref="IOException">Something is there, or it cannot be written.</exception>
    public static void Create(string path, byte[] content)
    {
        if (OperatingSystem.IsWindows())
        {
            DurableFile.WriteNew(path, ProtectedData.Protect(content, optionalEntropy: null, DataProtectionScope.CurrentUser));
        }
        else
        {
            DurableFile.WriteNew(path, content);
        }
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The secret bytes, which the caller clears.</returns>
    /// <exception cref="SwarmException">
    /// Others can read or change it (<c>KEY_EXPOSED</c>), or it is none of this user's (<c>KEY_INVALID</c>).
    /// </exception>
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != UnixFileMode.None)
        {
            throw Exposed(path, "file", "read or changed", "600");
        }

        if (file.Length > Limit)
        {
            throw new SwarmException(ErrorCode.KeyInvalid, $"The key file {path} is too long to be one: restore it from a copy.");
        }

        var content = new byte[file.Length];
        file.ReadExactly(content);
        return OperatingSystem.IsWindows() ? Unprotect(path, content) : content;
    }

    /// <summary>Refuses a folder in which others could exchange the file.</summary>
    internal static void RequireOwnFolder(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersWrite) != UnixFileMode.None)
        {
            throw Exposed(path, "folder", "changed", "700");
        }
    }

    [System.Runtime.Versioning.SupportedOSPlatform("windows")]
    private static byte[] Unprotect(string path, byte[] content)
    {
        try
        {
            return ProtectedData.Unprotect(content, optionalEntropy: null, DataProtectionScope.CurrentUser);
        }
        catch (CryptographicException exception)
        {
            throw new SwarmException(
                ErrorCode.KeyInvalid,
                $"Windows cannot unprotect the key file {path}: it belongs to another user or machine. Import the keys from an export.",
                exception);
        }
    }

    private static SwarmException Exposed(string path, string what, string how, string mode) => new(
        ErrorCode.KeyExposed,
        $"The key {what} {path} can be {how} by other users: run 'chmod {mode} {path}', and make new keys if others may have used it.");
}
