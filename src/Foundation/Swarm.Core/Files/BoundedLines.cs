using Swarm.Core.Errors;

namespace Swarm.Core.Files;

/// <summary>Reads the lines of a file that somebody named, each up to a limit, however many there are.</summary>
public static class BoundedLines
{
    /// <summary>Reads the whole lines, as they arrive; a last line without its end is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostLineBytes">The most bytes of a line.</param>
    /// <param name="name">What the file is, for the message of a refusal.</param>
    /// <exception cref="SwarmException">It cannot be read (<c>PATH_INVALID</c>), or a line is longer (<c>SCHEMA_INVALID</c>).</exception>
    public static IEnumerable<byte[]> Read(string path, int mostLineBytes, string name)
    {
        using var stream = Guard(path, name, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        var buffer = new byte[mostLineBytes + 1];
        var length = 0;
        for (int count; (count = Guard(path, name, () => stream.Read(buffer, length, buffer.Length - length))) > 0;)
        {
            length += count;
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, length - start)) >= 0; start = end + 1)
            {
                yield return buffer[start..end];
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
            if (length == buffer.Length)
            {
                throw new SwarmException(ErrorCode.SchemaInvalid, $"'{path}' has a line of more than {mostLineBytes} bytes, which no {name} has.");
            }
        }
    }

    private static T Guard<T>(string path, string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SwarmException(ErrorCode.PathInvalid, $"The {name} '{path}' cannot be read: {exception.Message}", exception);
        }
    }
}
