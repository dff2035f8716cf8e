using System.Security.Cryptography;
using Swarm.Core.Errors;

namespace Swarm.Core.Files;

/// <summary>Reads whole files that somebody named, up to a limit.</summary>
public static class BoundedFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that such a file has.</param>
    /// <param name="name">What the file is, for the message of a refusal.</param>
    /// <param name="tooLarge">The error of a larger file; null for <c>SCHEMA_INVALID</c>.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>) or is larger.</exception>
    public static byte[] Read(string path, long most, string name, ErrorCode? tooLarge = null)
    {
        try
        {
            return TryRead(path, most)
                ?? throw new SwarmException(tooLarge ?? ErrorCode.SchemaInvalid, $"'{path}' has more than {most} bytes, which no {name} has.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The {name} '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file; what the system says of it is thrown as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that such a file has.</param>
    /// <returns>Its bytes; null where there are more.</returns>
    public static byte[]? TryRead(string path, long most)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (stream.CanSeek && stream.Length > most)
        {
            return null;
        }

        // What has no length of its own (a pipe, /dev/zero) is read up to the limit too.
        using var content = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
        var buffer = new byte[64 * 1024];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, count);
            if (content.Length > most)
            {
                return null;
            }
        }

        // It may be a secret: the caller's copy is the only one.
        var bytes = content.ToArray();
        CryptographicOperations.ZeroMemory(buffer);
        CryptographicOperations.ZeroMemory(content.GetBuffer());
        return bytes;
    }
}
