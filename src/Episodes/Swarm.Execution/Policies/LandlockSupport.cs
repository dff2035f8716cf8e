using System.Runtime.InteropServices;

namespace Swarm.Execution.Policies;

/// <summary>Whether the kernel can keep a process tree to the programs that it may start.</summary>
internal static partial class LandlockSupport
{
    private const nint CreateRuleset = 444;
    private const nint AskForVersion = 1;

    // The first version under which files can still be moved and linked from folder to folder.
    private const nint FirstVersion = 2;

    private static readonly Lazy<bool> Available = new(() => OperatingSystem.IsLinux() && syscall(CreateRuleset, 0, 0, AskForVersion) >= FirstVersion);

    /// <summary>Linux 5.19 or later with Landlock, which no container's filter hides.</summary>
    public static bool IsAvailable => Available.Value;

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, nint attributes, nint size, nint flags);
}
