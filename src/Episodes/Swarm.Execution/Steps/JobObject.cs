using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Execution.Steps;

/// <summary>A Windows job object that kills its processes when its handle is closed.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class JobObject : IDisposable
{
    private const int BasicAccountingInformation = 1;
    private const int BasicProcessIdList = 3;
    private const int ExtendedLimitInformation = 9;
    private const uint JobMemoryLimit = 0x200;
    private const uint KillOnJobClose = 0x2000;
    private const int MoreData = 234;
    private const int FewestListed = 64;

    private readonly SafeFileHandle _handle;

    /// <summary>Creates the job.</summary>
    /// <param name="memoryLimit">The most bytes of memory that its processes may commit together; null for any number.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public JobObject(long? memoryLimit)
    {
        _handle = CreateJobObjectW(0, 0);
        var limits = new ExtendedLimits
        {
            Flags = memoryLimit is null ? KillOnJobClose : KillOnJobClose | JobMemoryLimit,
            JobMemory = (nuint)(memoryLimit ?? 0),
        };
        if (_handle.IsInvalid || !SetInformationJobObject(_handle, ExtendedLimitInformation, &limits, Unsafe.SizeOf<ExtendedLimits>()))
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>How many processes of the job are alive.</summary>
    public int ActiveProcesses
    {
        get
        {
            Accounting accounting;
            return QueryInformationJobObject(_handle, BasicAccountingInformation, &accounting, Unsafe.SizeOf<Accounting>(), null)
                ? (int)accounting.ActiveProcesses
                : throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>The processes of the job: also those that have ended and are not cleared away yet.</summary>
    public IReadOnlyList<int> ProcessIds
    {
        get
        {
            for (var capacity = FewestListed; ; capacity *= 2)
            {
                // Two counts of 32 bits before the list: how many there are, and how many were listed.
                var list = new nuint[capacity + (sizeof(ulong) / sizeof(nuint))];
                fixed (nuint* start = list)
                {
                    if (QueryInformationJobObject(_handle, BasicProcessIdList, start, list.Length * sizeof(nuint), null))
                        return [.. list.Skip(sizeof(ulong) / sizeof(nuint)).Take((int)((uint*)start)[1]).Select(id => (int)id)];
                }

                if (Marshal.GetLastPInvokeError() is not MoreData and var error)
                    throw new Win32Exception(error);
            }
        }
    }

    /// <summary>Puts a process into the job, and with it all that it starts from now on.</summary>
    /// <param name="process">The process.</param>
    /// <exception cref="Win32Exception">The system refuses.</exception>
    public void Assign(SafeProcessHandle process)
    {
        if (!AssignProcessToJobObject(_handle, process))
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Kills every process of the job.</summary>
    public void Terminate() => TerminateJobObject(_handle, 1);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial SafeFileHandle CreateJobObjectW(nint attributes, nint name);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeFileHandle job, int kind, ExtendedLimits* information, int size);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(SafeFileHandle job, int kind, void* information, int size, int* length);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeFileHandle job, SafeProcessHandle process);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(SafeFileHandle job, uint exitCode);

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION.
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long ProcessTime;
        public long JobTime;
        public uint Flags;
        public nuint MinimumWorkingSet;
        public nuint MaximumWorkingSet;
        public uint ActiveProcesses;
        public nuint Affinity;
        public uint Priority;
        public uint Scheduling;
        public InputOutputCounters Counters;
        public nuint ProcessMemory;
        public nuint JobMemory;
        public nuint PeakProcessMemory;
        public nuint PeakJobMemory;
    }

    [InlineArray(6)]
    private struct InputOutputCounters
    {
        private ulong _first;
    }

    // JOBOBJECT_BASIC_ACCOUNTING_INFORMATION.
    [StructLayout(LayoutKind.Sequential)]
    private struct Accounting
    {
        public long UserTime;
        public long KernelTime;
        public long PeriodUserTime;
        public long PeriodKernelTime;
        public uint PageFaults;
        public uint Processes;
        public uint ActiveProcesses;
        public uint TerminatedProcesses;
    }
}
