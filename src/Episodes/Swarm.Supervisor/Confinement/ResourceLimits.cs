using System.Globalization;

namespace Swarm.Supervisor.Confinement;

/// <summary>Limits that the kernel keeps by itself, near the number of processes that ends the program.</summary>
internal static unsafe class ResourceLimits
{
    private const int Core = 4;
    private const int Processes = 6;

    // This process's own threads, and what the program may exceed its limit by until it is seen.
    private const int Reserve = 64;

    // The kernel never gives these numbers again once they were used.
    private const int ReservedNumbers = 300;

    private const string LargestNumber = "/proc/sys/kernel/pid_max";

    // From then on a user's processes are counted for each user namespace, so that those outside do not matter.
    private static readonly Version CountsByNamespace = new(5, 14);

    /// <summary>Forbids core dumps.</summary>
    internal static void ForbidCoreDumps() => Set(Core, 0);

    /// <summary>Bounds the numbers that processes and threads can have: where this PID namespace has a bound of its own (Linux 6.14).</summary>
    /// <param name="limit">The most processes and threads.</param>
    /// <returns>Whether that holds.</returns>
    internal static bool BoundNumbers(int limit)
    {
        var bound = (ReservedNumbers + limit + Reserve).ToString(CultureInfo.InvariantCulture);
        try
        {
            File.WriteAllText(LargestNumber, bound);
            return string.Equals(File.ReadAllText(LargestNumber).Trim(), bound, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Bounds the user's processes and threads in this namespace; root's are not bound by anything.</summary>
    /// <param name="limit">The most processes and threads.</param>
    /// <returns>Whether that holds.</returns>
    internal static bool BoundUser(int limit)
    {
        if (Environment.OSVersion.Version < CountsByNamespace || IsRootOutside())
            return false;

        var limits = stackalloc ulong[2];
        if (Kernel.getrlimit(Processes, limits) != 0 || limits[1] < (ulong)(limit + Reserve))
            return false;

        Set(Processes, (ulong)(limit + Reserve));
        return Kernel.getrlimit(Processes, limits) == 0 && limits[1] == (ulong)(limit + Reserve);
    }

    // "inside outside count"
    private static bool IsRootOutside()
    {
        var map = File.ReadAllText("/proc/self/uid_map").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return map is not [_, var outside, ..] || outside is "0";
    }

    private static void Set(int resource, ulong value)
    {
        var limits = stackalloc ulong[2];
        limits[0] = limits[1] = value;
        SandboxException.ThrowIfFailed(Kernel.setrlimit(resource, limits), "a limit cannot be set");
    }
}
