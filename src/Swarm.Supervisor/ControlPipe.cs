namespace Swarm.Supervisor;

/// <summary>Standard input: the program's environment, then silence, then the end that asks for the program's end.</summary>
internal static unsafe class ControlPipe
{
    /// <summary>Reads the environment block.</summary>
    /// <returns>Its entries, each ended by NUL; null where the pipe ended before them, because nobody wants the program any more.</returns>
    internal static byte[]? ReadEnvironment()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        for (var searched = 0; ;)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, length * 2);

            var count = Read(buffer.AsSpan(length));
            if (count <= 0)
                return null;

            length += count;
            for (; searched < length; searched++)
            {
                if (buffer[searched] == 0 && (searched == 0 || buffer[searched - 1] == 0))
                    return buffer[..searched];
            }
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
