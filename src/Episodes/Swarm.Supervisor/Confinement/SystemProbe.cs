using System.Globalization;

namespace Swarm.Supervisor.Confinement;

/// <summary>Looks at the files, processes and authority of the thread that starts the program.</summary>
internal static class SystemProbe
{
    private const int GetDescriptorFlags = 1;
    private const int ClosesOnExecute = 1;
    private const int MountPathField = 4;
    private const int MountFlagsField = 5;

    /// <summary>Looks.</summary>
    /// <param name="plan">What may be changed.</param>
    /// <exception cref="SandboxException">Something is not as it must be.</exception>
    internal static void Run(ConfinementPlan plan)
    {
        RequireNoAuthority();
        RequireOwnProcesses();
        RequireOwnRoot(plan);
        RequireMounts(plan);
        if (Kernel.mkdir("/usr/.swarm-probe", 0) == 0 || Unix.LastError != Kernel.ReadOnlyFileSystem)
            throw new SandboxException("from inside, '/usr' is not read-only");

        if (Kernel.unshare(Kernel.NewUsers) == 0)
            throw new SandboxException("from inside, another user namespace could be made");

        RequireNoDescriptors();
    }

    private static void RequireNoAuthority()
    {
        foreach (var line in File.ReadLines("/proc/thread-self/status"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            var isAsNeeded = name switch
            {
                "CapInh" or "CapPrm" or "CapEff" or "CapBnd" or "CapAmb" => value.TrimStart('0').Length == 0,
                "NoNewPrivs" => value is "1",
                "Seccomp" => value is "2",
                _ => true,
            };
            if (!isAsNeeded)
                throw new SandboxException($"from inside, {name} is {value}");
        }
    }

    private static void RequireOwnProcesses()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = folder.AsSpan("/proc/".Length);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id != Environment.ProcessId)
                throw new SandboxException($"from inside, another process is seen ({id})");
        }
    }

    // Whatever was mounted: what nobody planned is not to be seen.
    private static void RequireOwnRoot(ConfinementPlan plan)
    {
        var planned = plan.Steps.Select(step => step.Path.Split('/')[1]).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in Directory.EnumerateFileSystemEntries("/"))
        {
            if (!planned.Contains(entry[1..]))
                throw new SandboxException($"from inside, '{entry}' of the host is seen");
        }

        if (plan.Steps.Any(step => step.Path is "/" && step.Kind != 'O'))
            throw new SandboxException("the plan shows the host's root");
    }

    // Of every mount, not only of those that the plan names: a folder brings along what is mounted below it.
    private static void RequireMounts(ConfinementPlan plan)
    {
        foreach (var line in File.ReadLines("/proc/thread-self/mountinfo"))
        {
            var fields = line.Split(' ');
            var (path, flags) = (Unescape(fields[MountPathField]), fields[MountFlagsField].Split(','));
            if (!flags.Contains("nosuid"))
                throw new SandboxException($"from inside, set-user-id programs count in '{path}'");

            var step = Nearest(plan, path);
            if (step.Kind != 'V' && !flags.Contains("nodev"))
                throw new SandboxException($"from inside, devices count in '{path}'");

            if (!flags.Contains("ro") && !step.IsWritable && step.Kind != 'V')
                throw new SandboxException($"from inside, '{path}' can be changed");
        }
    }

    // The step that a mount is due to; one that makes a mount read-only tells more than the one that made it.
    private static MountStep Nearest(ConfinementPlan plan, string path)
    {
        var nearest = default(MountStep);
        foreach (var step in plan.Steps)
        {
            var isAround = step.Path is "/"
                || path.Equals(step.Path, StringComparison.Ordinal)
                || path.StartsWith(step.Path + '/', StringComparison.Ordinal);
            if (isAround && step.Kind != 'L' && step.Path.Length >= (nearest.Path?.Length ?? 0))
                nearest = step;
        }

        return nearest;
    }

    // Blank, tab, newline and backslash are octal numbers there.
    private static string Unescape(string path) =>
        path.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal)
            .Replace("\\012", "\n", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);

    private static void RequireNoDescriptors()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            var descriptor = int.Parse(Path.GetFileName(entry), NumberStyles.None, CultureInfo.InvariantCulture);
            var flags = Kernel.fcntl(descriptor, GetDescriptorFlags, 0);
            if (descriptor > Unix.StandardError && flags >= 0 && (flags & ClosesOnExecute) == 0)
                throw new SandboxException($"it would inherit the descriptor {descriptor}");
        }
    }
}
