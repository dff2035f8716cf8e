namespace Swarm.Supervisor;

/// <summary>The processes of the system.</summary>
internal static class ProcessTable
{
    /// <summary>
    /// The processes that descend from a process or belong to a session, and all that descend from these; the ended ones left out.
    /// </summary>
    /// <param name="ancestor">The process, itself left out.</param>
    /// <param name="session">The session.</param>
    /// <param name="mark">A variable, <c>NAME=VALUE</c>, whose bearers belong to it too (Linux); null for none.</param>
    internal static List<ProcessEntry> Members(int ancestor, int session, string? mark = null)
    {
        var all = OperatingSystem.IsMacOS() ? MacProcesses.Read() : LinuxProcesses.Read();
        var marked = mark is null || !OperatingSystem.IsLinux() ? [] : all.Where(entry => LinuxProcesses.HasVariable(entry.Id, mark)).Select(entry => entry.Id).ToHashSet();
        var tree = new HashSet<int> { ancestor };
        var members = new List<ProcessEntry>();
        for (var found = -1; found != tree.Count;)
        {
            found = tree.Count;
            foreach (var entry in all)
            {
                if ((tree.Contains(entry.Parent) || entry.Session == session || marked.Contains(entry.Id)) && tree.Add(entry.Id) && !entry.HasEnded)
                    members.Add(entry);
            }
        }

        return members;
    }
}
