namespace Swarm.Supervisor;

/// <summary>
/// Standard input: the plan of its confinement where there is one, the program's environment, then silence, then the end that
/// asks for the program's end.
/// </summary>
internal static unsafe class ControlPipe
{
    // What was read and belongs to the next block.
    private static byte[] _rest = [];

    /// <summary>Reads a block of entries, which an empty entry ends.</summary>
    /// <returns>Its entries, each ended by NUL; null where the pipe ended before them, because nobody wants the program any more.</returns>
    internal static byte[]? ReadBlock()
    {
        var length = _rest.Length;
        var buffer = new byte[Math.Max(64 * 1024, length)];
        _rest.CopyTo(buffer, 0);
        for (var searched = 0; ;)
        {
            for (; searched < length; searched++)
            {
                if (buffer[searched] == 0 && (searched == 0 || buffer[searched - 1] == 0))
                {
                    _rest = buffer[(searched + 1)..length];
                    return buffer[..searched];
                }
            }

            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);

            var count = Read(buffer.AsSpan(length));
            if (count <= 0)
                return null;

            length += count;
        }
    }

    /// <summary>Waits until the other side closes the pipe or ends.</summary>
    internal static void WaitForEnd()
    {
        Span<byte> buffer = stackalloc byte[64];
        while (Read(buffer) > 0)
        {
            // Nothing is said here after the environment.
        }
    }

    private static int Read(Span<byte> buffer)
    {
        fixed (byte* target = buffer)
        {
            nint count;
            do
            {
                count = Unix.read(Unix.StandardInput, target, (nuint)buffer.Length);
            }
            while (count < 0 && Unix.LastError == Unix.InterruptedCall);

            return (int)count;
        }
    }
}
