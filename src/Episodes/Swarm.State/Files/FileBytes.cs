using System.Buffers;
using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.State.Files;

/// <summary>Whole files, read in pieces.</summary>
internal static class FileBytes
{
    private const int BufferSize = 1 << 20;

    /// <summary>Copies the bytes of one file over another, and flushes them to the disk.</summary>
    internal static void Copy(string source, string target, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var from = File.OpenHandle(source, share: FileShare.ReadWrite | FileShare.Delete);
            using var to = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            for (var offset = 0L; ;)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(from, buffer, offset);
                if (read == 0)
                    break;
                to.Write(buffer, 0, read);
                offset += read;
            }

            FileFlush.Flush(to);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PathInvalid, $"'{source}' cannot be copied to '{target}': {exception.Message}", exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether two files hold the same bytes.</summary>
    internal static bool AreSame(string left, string right, CancellationToken cancellation)
    {
        using var first = File.OpenHandle(left);
        using var second = File.OpenHandle(right);
        if (RandomAccess.GetLength(first) != RandomAccess.GetLength(second))
            return false;
        var buffers = ArrayPool<byte>.Shared.Rent(2 * BufferSize);
        try
        {
            var one = buffers.AsSpan(0, BufferSize);
            var two = buffers.AsSpan(BufferSize, BufferSize);
            for (var offset = 0L; ; offset += BufferSize)
            {
                cancellation.ThrowIfCancellationRequested();
                var read = RandomAccess.Read(first, one, offset);
                if (RandomAccess.Read(second, two, offset) != read || !one[..read].SequenceEqual(two[..read]))
                    return false;
                if (read < BufferSize)
                    return true;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffers);
        }
    }
}
