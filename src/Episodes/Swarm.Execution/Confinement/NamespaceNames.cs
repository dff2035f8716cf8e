namespace Swarm.Execution.Confinement;

/// <summary>The kernel's names of namespaces, as the links in <c>/proc/PID/ns</c> have them.</summary>
internal static class NamespaceNames
{
    /// <summary>The kinds that a step cannot be confined without.</summary>
    public static readonly string[] Needed = ["user", "mnt", "pid", "ipc", "uts", "net"];

    /// <summary>All kinds.</summary>
    public static readonly string[] All = [.. Needed, "cgroup"];

    /// <summary>The name of this process's own.</summary>
    /// <param name="kind">The kind.</param>
    public static string? Own(string kind) => new FileInfo($"/proc/self/ns/{kind}").LinkTarget;

    /// <summary>Whether a process is left in a PID namespace.</summary>
    /// <param name="name">The namespace's name.</param>
    public static bool HasMembers(string name) =>
        Directory.EnumerateDirectories("/proc").Any(folder =>
            char.IsAsciiDigit(folder[^1]) && string.Equals(TryRead(folder + "/ns/pid"), name, StringComparison.Ordinal));

    private static string? TryRead(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's.
            return null;
        }
    }
}
