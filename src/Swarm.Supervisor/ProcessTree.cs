namespace Swarm.Supervisor;

/// <summary>
/// Ends processes that may be starting others meanwhile: stops them all, and kills them once none is left to stop. A killed
/// process would make room for another; a stopped one does not.
/// </summary>
internal sealed class ProcessTree
{
    private const int None = int.MinValue;
    private const int MaximumPause = 50;
    private const long Patience = 15_000;
    private const long FreezePatience = 2_000;

    private readonly int _ancestor;
    private readonly int _session;
    private readonly Reaper? _reaper;
    private readonly List<int> _children = [];
    private readonly HashSet<int> _killed = [];

    private ProcessTree(int ancestor, int session, Reaper? reaper)
    {
        _ancestor = ancestor;
        _session = session;
        _reaper = reaper;
    }

    /// <summary>The descendants of this process.</summary>
    /// <param name="session">The session that this process leads; not positive where it leads none.</param>
    /// <param name="reaper">Who reaps its children.</param>
    internal static ProcessTree OfDescendants(int session, Reaper reaper) =>
        new(Environment.ProcessId, session > 0 ? session : None, reaper);

    /// <summary>The members of a session that this process does not belong to, and their descendants.</summary>
    /// <param name="session">The session.</param>
    internal static ProcessTree OfSession(int session) => new(None, session, null);

    /// <summary>How many processes were killed, one of them left out.</summary>
    /// <param name="except">The id that does not count.</param>
    internal int Killed(int except) => _killed.Count - (_killed.Contains(except) ? 1 : 0);

    /// <summary>The members that are alive.</summary>
    internal List<ProcessEntry> Members() => ProcessTable.Members(_ancestor, _session);

    /// <summary>Kills every member.</summary>
    /// <returns>Whether none is left. What another user owns or the kernel holds may outlive the patience of 15 seconds.</returns>
    internal bool End()
    {
        var deadline = Environment.TickCount64 + Patience;
        for (var pause = 1; !IsEmpty(pause); pause = Math.Min(pause * 2, MaximumPause))
        {
            if (Environment.TickCount64 > deadline)
                return false;

            Freeze();
            foreach (var member in Members())
            {
                if (Unix.kill(member.Id, Unix.SignalKill) == 0)
                    _killed.Add(member.Id);
            }
        }

        return true;
    }

    // On Linux the reaper's word is proof; macOS gives orphans to launchd, and only looking helps.
    private bool IsEmpty(int pause)
    {
        if (_reaper is not null)
            return _reaper.WaitForAll(pause) && (OperatingSystem.IsLinux() || Members().Count == 0);

        if (Members().Count == 0)
            return true;

        Thread.Sleep(pause);
        return false;
    }

    private void Freeze()
    {
        var deadline = Environment.TickCount64 + FreezePatience;
        var seen = new HashSet<int>();
        bool found;
        do
        {
            found = false;
            StopChildren(seen, deadline);
            foreach (var member in Members())
            {
                if (member.State == ProcessState.Live)
                    _ = Unix.kill(member.Id, Unix.SignalStop);

                found |= seen.Add(member.Id);
            }
        }
        while (found && Environment.TickCount64 < deadline);
    }

    // A process that forks and ends at once is gone before the whole table is read. As an orphan it is a child of this
    // process, and the list of these alone is read more quickly than anybody forks.
    private void StopChildren(HashSet<int> seen, long deadline)
    {
        if (_reaper is null || !OperatingSystem.IsLinux())
            return;

        bool found;
        do
        {
            found = false;
            _reaper.Drain();
            LinuxProcesses.ReadChildren(_children);
            foreach (var child in _children)
            {
                _ = Unix.kill(child, Unix.SignalStop);
                found |= seen.Add(child);
            }
        }
        while (found && Environment.TickCount64 < deadline);
    }
}
