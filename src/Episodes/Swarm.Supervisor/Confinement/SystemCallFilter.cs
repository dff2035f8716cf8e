using System.Runtime.InteropServices;

namespace Swarm.Supervisor.Confinement;

/// <summary>
/// Refuses (EPERM) system calls that lead around the namespaces, or to parts of the kernel that no namespace divides. Everything
/// else is left to the namespaces and to the missing capabilities, so that ordinary programs notice nothing.
/// </summary>
internal static unsafe class SystemCallFilter
{
    private const int SetFilter = 22;
    private const int FilterMode = 2;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAny = 0x45;
    private const ushort Return = 0x06;

    private const uint Allow = 0x7fff0000;
    private const uint Kill = 0x80000000;
    private const uint Deny = 0x00050000 | 1;
    private const uint NotThere = 0x00050000 | 38;

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;

    // All namespaces that clone(2) and unshare(2) know; the lowest has another meaning for clone.
    private const uint NewNamespaces = 0x7E020000;
    private const uint NewTime = 0x80;

    private const uint Netlink = 16;
    private const uint PushInput = 0x5412;
    private const uint ConsoleCommand = 0x541C;
    private const uint OtherInterface = 0x40000000;

    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static readonly uint[] Denied =
    [
        // Mounts: what is shown stays what is shown.
        Number(165, 40), Number(166, 39), Number(155, 41), 428, 429, 430, 431, 432, 433, 442, 467,

        // Other namespaces than its own, and files by handle past them.
        Number(308, 268), Number(304, 265),

        // Keyrings: add_key, request_key, keyctl. They belong to the user, inside and outside.
        Number(248, 217), Number(249, 218), Number(250, 219),

        // Large parts of the kernel that are not divided: bpf, perf_event_open, userfaultfd, io_uring.
        Number(321, 280), Number(298, 241), Number(323, 282), 425, 426, 427,

        // Another kernel, or more of it: kexec_load, kexec_file_load, init_module, finit_module, delete_module.
        Number(246, 104), Number(320, 294), Number(175, 105), Number(313, 273), Number(176, 106),
    ];

    /// <summary>Installs it for the calling thread and what it starts.</summary>
    /// <exception cref="SandboxException">The kernel does not take it.</exception>
    internal static void Install()
    {
        var program = Write().ToArray();
        fixed (ulong* instructions = program)
        {
            var filter = stackalloc ulong[2];
            filter[0] = (ulong)program.Length;
            filter[1] = (ulong)instructions;
            SandboxException.ThrowIfFailed(Kernel.prctl(SetFilter, FilterMode, (nint)filter, 0, 0), "system calls cannot be filtered");
        }
    }

    private static List<ulong> Write()
    {
        // A call of another architecture (32 bits) has other numbers.
        var program = new List<ulong>
        {
            Do(Load, ArchitectureOffset), Do(JumpIfEqual, Number(0xC000003E, 0xC00000B7), 1, 0), Do(Return, Kill), Do(Load, NumberOffset),
        };
        if (IsX64)
            program.AddRange([Do(JumpIfAtLeast, OtherInterface, 0, 1), Do(Return, NotThere)]);

        foreach (var number in Denied)
            program.AddRange([Do(JumpIfEqual, number, 0, 1), Do(Return, Deny)]);

        // The arguments of clone3 cannot be seen; whoever misses it takes clone.
        program.AddRange([Do(JumpIfEqual, 435, 0, 1), Do(Return, NotThere)]);
        AddCall(program, Number(56, 220), [Do(Load, Argument(0)), Do(JumpIfAny, NewNamespaces, 0, 1), Do(Return, Deny)]);
        AddCall(program, Number(272, 97), [Do(Load, Argument(0)), Do(JumpIfAny, NewNamespaces | NewTime, 0, 1), Do(Return, Deny)]);
        AddCall(
            program,
            Number(16, 29),
            [Do(Load, Argument(1)), Do(JumpIfEqual, PushInput, 1, 0), Do(JumpIfEqual, ConsoleCommand, 0, 1), Do(Return, Deny)]);

        // Unix, IPv4 and IPv6 sockets are of the namespace; of netlink, only what asks for its interfaces and routes.
        AddCall(
            program,
            Number(41, 198),
            [
                Do(Load, Argument(0)), Do(JumpIfEqual, Kernel.UnixFamily, 6, 0), Do(JumpIfEqual, Kernel.InternetFamily, 5, 0),
                Do(JumpIfEqual, Kernel.Internet6Family, 4, 0), Do(JumpIfEqual, Netlink, 0, 2), Do(Load, Argument(2)),
                Do(JumpIfEqual, 0, 1, 0), Do(Return, Deny),
            ]);
        program.Add(Do(Return, Allow));
        return program;
    }

    // What falls out of the checks of a call is allowed.
    private static void AddCall(List<ulong> program, uint number, ulong[] checks)
    {
        program.Add(Do(JumpIfEqual, number, 0, (byte)(checks.Length + 1)));
        program.AddRange(checks);
        program.Add(Do(Return, Allow));
    }

    // struct seccomp_data; the lower half of an argument.
    private static uint Argument(uint index) => 16 + (8 * index);

    private static uint Number(uint x64, uint arm64) => IsX64 ? x64 : arm64;

    // struct sock_filter, little-endian.
    private static ulong Do(ushort code, uint value, byte ifTrue = 0, byte ifFalse = 0) =>
        code | ((ulong)ifTrue << 16) | ((ulong)ifFalse << 24) | ((ulong)value << 32);
}
