using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Execution.Steps;

/// <summary>
/// A program that was created and does not run yet (Windows), so that it and all that it starts can be put into a job object before.
/// It inherits its three standard handles and no other.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class SuspendedProcess : IDisposable
{
    private const uint Suspended = 0x4;
    private const uint UnicodeEnvironment = 0x400;
    private const uint ExtendedStartup = 0x80000;
    private const uint NoWindow = 0x8000000;
    private const int UseStandardHandles = 0x100;
    private const nuint HandleList = 0x20002;

    private readonly SafeFileHandle _thread;

    private SuspendedProcess(ProcessInformation created, Stream output, Stream error)
    {
        Handle = new SafeProcessHandle(created.Process, ownsHandle: true);
        _thread = new SafeFileHandle(created.Thread, ownsHandle: true);
        Id = created.ProcessId;
        Outputs = [output, error];
    }

    /// <summary>The process.</summary>
    public SafeProcessHandle Handle { get; }

    /// <summary>Its id, which no other process gets while the handle is open.</summary>
    public int Id { get; }

    /// <summary>What it will write to its two outputs.</summary>
    public IReadOnlyList<Stream> Outputs { get; }

    /// <summary>Creates the process. Without a window it has a console of its own, so that Ctrl+C reaches Swarm alone.</summary>
    /// <param name="program">The program.</param>
    /// <param name="command">Its folder and its variables. Its standard input is empty.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public static SuspendedProcess Create(ResolvedProgram program, StepCommand command)
    {
        using var input = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var error = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        try
        {
            nint[] handles = [.. new[] { input, output, error }.Select(pipe => pipe.ClientSafePipeHandle.DangerousGetHandle())];
            var line = program.RawArguments is { } raw ? $"{CommandLine.Join(program.Path, [])} {raw}" : CommandLine.Join(program.Path, program.Arguments);
            var created = Create(program.Path, line, EnvironmentBlock.WriteWide(command.Environment), command.WorkingDirectory, handles);
            input.DisposeLocalCopyOfClientHandle();
            output.DisposeLocalCopyOfClientHandle();
            error.DisposeLocalCopyOfClientHandle();
            return new SuspendedProcess(created, output, error);
        }
        catch (Win32Exception)
        {
            output.Dispose();
            error.Dispose();
            throw;
        }
    }

    /// <summary>Lets it run.</summary>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public void Resume()
    {
        if (ResumeThread(_thread) == uint.MaxValue)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Ends it where it did not come to run.</summary>
    public void Kill()
    {
        TerminateProcess(Handle, 1);
        foreach (var output in Outputs)
            output.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        Handle.Dispose();
    }

    private static ProcessInformation Create(string path, string commandLine, string environment, string folder, nint[] handles)
    {
        nuint size = 0;
        InitializeProcThreadAttributeList(null, 1, 0, &size);
        var attributes = stackalloc byte[(int)size];
        if (!InitializeProcThreadAttributeList(attributes, 1, 0, &size))
            throw new Win32Exception(Marshal.GetLastPInvokeError());

        // The system writes into the command line.
        var line = (commandLine + '\0').ToCharArray();
        ProcessInformation created = default;
        bool done;
        fixed (nint* list = handles)
        fixed (char* text = line)
        fixed (char* block = environment)
        {
            done = UpdateProcThreadAttribute(attributes, 0, HandleList, list, (nuint)(handles.Length * sizeof(nint)), null, null);
            var startup = new ExtendedStartupInformation
            {
                Size = sizeof(ExtendedStartupInformation),
                Flags = UseStandardHandles,
                StandardInput = handles[0],
                StandardOutput = handles[1],
                StandardError = handles[2],
                Attributes = attributes,
            };
            done = done && CreateProcessW(
                path, text, null, null, inheritHandles: true, Suspended | NoWindow | UnicodeEnvironment | ExtendedStartup, block, folder, &startup, &created);
        }

        var error = Marshal.GetLastPInvokeError();
        DeleteProcThreadAttributeList(attributes);
        return done ? created : throw new Win32Exception(error);
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool InitializeProcThreadAttributeList(byte* list, int count, int flags, nuint* size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UpdateProcThreadAttribute(
        byte* list, uint flags, nuint attribute, void* value, nuint size, void* previous, nuint* returned);

    [LibraryImport("kernel32")]
    private static partial void DeleteProcThreadAttributeList(byte* list);

    [LibraryImport("kernel32", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateProcessW(
        string application,
        char* commandLine,
        void* processAttributes,
        void* threadAttributes,
        [MarshalAs(UnmanagedType.Bool)] bool inheritHandles,
        uint flags,
        char* environment,
        string folder,
        ExtendedStartupInformation* startup,
        ProcessInformation* created);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial uint ResumeThread(SafeFileHandle thread);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateProcess(SafeProcessHandle process, uint exitCode);

    // STARTUPINFOEXW.
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedStartupInformation
    {
        public int Size;
        public nint Reserved;
        public nint Desktop;
        public nint Title;
        public int X;
        public int Y;
        public int Width;
        public int Height;
        public int Columns;
        public int Rows;
        public int Fill;
        public int Flags;
        public short ShowWindow;
        public short ReservedLength;
        public nint ReservedBytes;
        public nint StandardInput;
        public nint StandardOutput;
        public nint StandardError;
        public byte* Attributes;
    }

    // PROCESS_INFORMATION.
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInformation
    {
        public nint Process;
        public nint Thread;
        public int ProcessId;
        public int ThreadId;
    }
}
