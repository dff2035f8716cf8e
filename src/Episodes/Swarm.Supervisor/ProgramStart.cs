using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Supervisor;

/// <summary>Starts the program: <c>posix_spawn</c> into a session of its own, with default signals.</summary>
internal static unsafe partial class ProgramStart
{
    private const string Library = "libc";

    // Both structures and the signal set are opaque; no C library's is larger.
    private const int OpaqueSize = 1024;

    private const short DefaultSignals = 4;
    private const short SignalMask = 8;
    private const short LinuxNewSession = 0x80;
    private const short MacNewSession = 0x400;
    private const short MacCloseDescriptors = 0x4000;

    /// <summary>Starts the program.</summary>
    /// <param name="command">The path of the program and its arguments.</param>
    /// <param name="environment">The environment block: entries each ended by NUL.</param>
    /// <param name="process">The process id, which is the id of its session and its process group too.</param>
    /// <returns>0, or the error number.</returns>
    internal static int Start(string[] command, ReadOnlySpan<byte> environment, out int process)
    {
        var block = new byte[OpaqueSize * 4];
        fixed (byte* memory = block, variables = environment)
        {
            var actions = memory;
            var attributes = memory + OpaqueSize;
            var emptySet = memory + (OpaqueSize * 2);
            var fullSet = memory + (OpaqueSize * 3);

            posix_spawn_file_actions_init(actions);
            fixed (byte* nothing = "/dev/null\0"u8)
                posix_spawn_file_actions_addopen(actions, Unix.StandardInput, nothing, 0, 0);

            // One pipe for both outputs keeps their order. On macOS only what is named here stays open.
            posix_spawn_file_actions_adddup2(actions, Unix.StandardOutput, Unix.StandardOutput);
            posix_spawn_file_actions_adddup2(actions, Unix.StandardOutput, Unix.StandardError);

            sigemptyset(emptySet);
            sigfillset(fullSet);
            sigdelset(fullSet, Unix.SignalKill);
            sigdelset(fullSet, Unix.SignalStop);
            posix_spawnattr_init(attributes);
            posix_spawnattr_setsigmask(attributes, emptySet);
            posix_spawnattr_setsigdefault(attributes, fullSet);
            var own = OperatingSystem.IsMacOS() ? MacNewSession | MacCloseDescriptors : LinuxNewSession;
            posix_spawnattr_setflags(attributes, (short)(DefaultSignals | SignalMask | own));

            var arguments = Pointers(command);
            fixed (byte** argumentPointers = arguments, variablePointers = Pointers(variables, environment))
                return posix_spawn(out process, argumentPointers[0], actions, attributes, argumentPointers, variablePointers);
        }
    }

    // The copies live until the supervisor ends, a moment after the program.
    private static byte*[] Pointers(string[] texts)
    {
        var pointers = new byte*[texts.Length + 1];
        for (var index = 0; index < texts.Length; index++)
        {
            var length = Encoding.UTF8.GetByteCount(texts[index]);
            pointers[index] = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
            Encoding.UTF8.GetBytes(texts[index], new Span<byte>(pointers[index], length));
        }

        return pointers;
    }

    private static byte*[] Pointers(byte* block, ReadOnlySpan<byte> entries)
    {
        var pointers = new byte*[entries.Count((byte)0) + 1];
        var offset = 0;
        for (var index = 0; index < pointers.Length - 1; index++)
        {
            pointers[index] = block + offset;
            offset += entries[offset..].IndexOf((byte)0) + 1;
        }

        return pointers;
    }

    [LibraryImport(Library)]
    private static partial int posix_spawn(
        out int process, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport(Library)]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int descriptor, int target);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport(Library)]
    private static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport(Library)]
    private static partial int sigemptyset(byte* signals);

    [LibraryImport(Library)]
    private static partial int sigfillset(byte* signals);

    [LibraryImport(Library)]
    private static partial int sigdelset(byte* signals, int signal);
}
