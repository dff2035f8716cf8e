using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Swarm.Supervisor;

/// <summary>Reads <c>/proc</c>.</summary>
internal static unsafe class LinuxProcesses
{
    private const int StatSize = 1024;
    private const int FieldsBeforeThreads = 13;
    private const int FieldsBetween = 3;
    private const int ChildrenSize = 16 * 1024;

    /// <summary>Every process that can be seen.</summary>
    internal static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>(512);
        Span<byte> buffer = stackalloc byte[StatSize];
        Span<byte> path = stackalloc byte[32];
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(folder.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;

            "/proc/"u8.CopyTo(path);
            Utf8Formatter.TryFormat(id, path[6..], out var digits);
            "/stat\0"u8.CopyTo(path[(6 + digits)..]);
            if (TryParse(buffer[..ReadFile(path, buffer)], id, out var entry))
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Whether a process was started with a variable.</summary>
    /// <param name="process">The process.</param>
    /// <param name="variable">The variable, <c>NAME=VALUE</c>.</param>
    internal static bool HasVariable(int process, string variable)
    {
        try
        {
            var entry = Encoding.UTF8.GetBytes('\0' + variable + '\0');
            byte[] environment = [0, .. File.ReadAllBytes(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/environ")), 0];
            return process != Environment.ProcessId && environment.AsSpan().IndexOf(entry) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to somebody else.
            return false;
        }
    }

    /// <summary>How many processes can be seen.</summary>
    internal static int Count() => Directory.EnumerateDirectories("/proc").Count(folder => char.IsAsciiDigit(folder[^1]));

    /// <summary>The children of this process's first thread, to which every orphan comes; far quicker than reading all.</summary>
    /// <param name="children">Receives the ids.</param>
    internal static void ReadChildren(List<int> children)
    {
        children.Clear();
        Span<byte> path = stackalloc byte[64];
        "/proc/self/task/"u8.CopyTo(path);
        Utf8Formatter.TryFormat(Environment.ProcessId, path[16..], out var digits);
        "/children\0"u8.CopyTo(path[(16 + digits)..]);
        fixed (byte* name = path)
        {
            var descriptor = Unix.open(name, 0);
            if (descriptor < 0)
                return;

            ReadNumbers(descriptor, children);
            _ = Unix.close(descriptor);
        }
    }

    // Numbers with a space after each; one may lie across two reads.
    private static void ReadNumbers(int descriptor, List<int> numbers)
    {
        var buffer = stackalloc byte[ChildrenSize];
        var number = 0;
        for (nint length; (length = Unix.read(descriptor, buffer, ChildrenSize)) > 0;)
        {
            for (var index = 0; index < length; index++)
            {
                if (buffer[index] != ' ')
                {
                    number = (number * 10) + buffer[index] - '0';
                }
                else
                {
                    numbers.Add(number);
                    number = 0;
                }
            }
        }
    }

    private static int ReadFile(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* name = path, target = buffer)
        {
            var descriptor = Unix.open(name, 0);
            if (descriptor < 0)
                return 0;

            var length = Unix.read(descriptor, target, (nuint)buffer.Length);
            _ = Unix.close(descriptor);
            return (int)Math.Max(length, 0);
        }
    }

    // "id (name) state parent group session …"; the name may hold anything, parentheses too.
    private static bool TryParse(ReadOnlySpan<byte> stat, int id, out ProcessEntry entry)
    {
        entry = default;
        var name = stat.LastIndexOf((byte)')');
        if (name < 0 || stat.Length < name + 4)
            return false;

        var hasEnded = stat[name + 2] is (byte)'Z' or (byte)'X' or (byte)'x';
        var rest = stat[(name + 4)..];
        if (!TryTake(ref rest, out var parent) || !TryTake(ref rest, out _) || !TryTake(ref rest, out var session))
            return false;

        Skip(ref rest, FieldsBeforeThreads);
        _ = TryTake(ref rest, out var threads);
        Skip(ref rest, FieldsBetween);
        _ = Utf8Parser.TryParse(rest, out long pages, out _);
        entry = new ProcessEntry(id, parent, session, hasEnded, pages * Environment.SystemPageSize, threads);
        return true;
    }

    private static void Skip(ref ReadOnlySpan<byte> rest, int fields)
    {
        for (var field = 0; field < fields; field++)
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
    }

    private static bool TryTake(ref ReadOnlySpan<byte> text, out int value)
    {
        if (!Utf8Parser.TryParse(text, out value, out var length) || length >= text.Length)
            return false;

        text = text[(length + 1)..];
        return true;
    }
}
