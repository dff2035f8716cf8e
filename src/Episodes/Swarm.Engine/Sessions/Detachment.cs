using System.Runtime.InteropServices;

namespace Swarm.Engine.Sessions;

/// <summary>Leaves the terminal, so that neither Ctrl+C there nor its end reaches what goes on behind it.</summary>
internal static partial class Detachment
{
    /// <summary>Begins a session of its own (setsid(2)); on Windows a process without a console has none to leave.</summary>
    public static void Leave()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSession();
        }
    }

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSession();
}
