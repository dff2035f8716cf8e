using System.Buffers.Binary;
using System.Text;

namespace Swarm.Execution.Policies;

/// <summary>What else the system opens to execute a file: the interpreter of a script's first line, or a program's loader (ELF).</summary>
/// <param name="Interpreter">The path after <c>#!</c>; null where there is none.</param>
/// <param name="Loader">The path that an ELF program names as its interpreter; null where it names none.</param>
internal sealed record ProgramImage(string? Interpreter, string? Loader)
{
    private const int HeaderSize = 64;
    private const int MostLine = 256;
    private const int MostPath = 4096;
    private const int LoaderSegment = 3;

    private static readonly ProgramImage Plain = new(null, null);

    /// <summary>Reads the beginning of a file.</summary>
    /// <param name="path">The file.</param>
    public static ProgramImage Read(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var start = new byte[MostLine];
            var head = start.AsSpan(0, RandomAccess.Read(file, start, 0));
            return head.StartsWith("#!"u8) ? new ProgramImage(ReadLine(head[2..]), null)
                : head.StartsWith("\u007fELF"u8) && head.Length >= HeaderSize ? new ProgramImage(null, FindLoader(file, head))
                : Plain;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program that can be executed and not read names its loader to the kernel alone.
            return Plain;
        }
    }

    private static string? ReadLine(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]).TrimStart(' ', '\t');
        var blank = line.AsSpan().IndexOfAny(' ', '\t', '\r');
        var interpreter = blank < 0 ? line : line[..blank];
        return interpreter.Length == 0 ? null : interpreter;
    }

    // System V ABI, chapter 5: of 32 or 64 bits, in either order of bytes; the program header of type 3 holds the path.
    private static string? FindLoader(Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySpan<byte> head)
    {
        var (isWide, isLittle) = (head[4] == 2, head[5] == 1);
        var table = isWide ? Word64(head[32..], isLittle) : Word32(head[28..], isLittle);
        var entrySize = Word16(head[(isWide ? 54 : 42)..], isLittle);
        var entryCount = Word16(head[(isWide ? 56 : 44)..], isLittle);
        var entry = new byte[HeaderSize];
        for (var index = 0; index < entryCount && table is > 0 and < int.MaxValue; index++)
        {
            if (RandomAccess.Read(file, entry.AsSpan(0, isWide ? 56 : 32), table + ((long)index * entrySize)) < 32)
            {
                return null;
            }

            if (Word32(entry, isLittle) == LoaderSegment)
            {
                var offset = isWide ? Word64(entry.AsSpan(8), isLittle) : Word32(entry.AsSpan(4), isLittle);
                var size = isWide ? Word64(entry.AsSpan(32), isLittle) : Word32(entry.AsSpan(16), isLittle);
                return offset > 0 && size is > 1 and <= MostPath ? ReadPath(file, offset, (int)size) : null;
            }
        }

        return null;
    }

    private static string? ReadPath(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, int size)
    {
        var bytes = new byte[size];
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, RandomAccess.Read(file, bytes, offset))).TrimEnd('\0');
        return Path.IsPathFullyQualified(text) ? text : null;
    }

    private static ushort Word16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Word32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static long Word64(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt64BigEndian(bytes);
}
