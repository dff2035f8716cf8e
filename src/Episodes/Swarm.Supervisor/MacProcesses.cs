using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>
/// Asks libproc. macOS hands an orphan to launchd, so a process that left both its parents and the session is not found:
/// there the end of every descendant is a best effort.
/// </summary>
internal static unsafe partial class MacProcesses
{
    private const string Library = "libproc";
    private const int BasicInformation = 3;
    private const int BasicInformationSize = 136;
    private const int StatusOffset = 4;
    private const int ParentOffset = 16;
    private const int StatusEnded = 5;

    /// <summary>Every process that can be seen.</summary>
    internal static List<ProcessEntry> Read()
    {
        var ids = new int[proc_listallpids(null, 0) + 256];
        int count;
        fixed (int* buffer = ids)
            count = proc_listallpids(buffer, ids.Length * sizeof(int));

        var entries = new List<ProcessEntry>(ids.Length);
        var information = stackalloc byte[BasicInformationSize];
        for (var index = 0; index < count; index++)
        {
            var id = ids[index];
            if (proc_pidinfo(id, BasicInformation, 0, information, BasicInformationSize) != BasicInformationSize)
                continue;

            var hasEnded = *(int*)(information + StatusOffset) == StatusEnded;
            entries.Add(new ProcessEntry(id, *(int*)(information + ParentOffset), Unix.getsid(id), hasEnded));
        }

        return entries;
    }

    [LibraryImport(Library)]
    private static partial int proc_listallpids(int* buffer, int size);

    [LibraryImport(Library)]
    private static partial int proc_pidinfo(int process, int flavour, ulong argument, byte* buffer, int size);
}
