namespace Swarm.Supervisor;

/// <summary>
/// Ends processes that may be starting others meanwhile. It stops them all first, because a killed process makes room for
/// another and a stopped one does not, and then kills them; and again, until none is left.
/// </summary>
internal sealed class ProcessTree
{
    private const int None = int.MinValue;
    private const int MaximumPause = 50;
    private const long Patience = 15_000;
    private const long SweepPatience = 300;

    private readonly int _ancestor;
    private readonly int _session;
    private readonly string? _mark;
    private readonly Reaper? _reaper;
    private readonly List<int> _children = [];
    private readonly HashSet<int> _killed = [];

    private ProcessTree(int ancestor, int session, string? mark, Reaper? reaper)
    {
        _mark = mark;
        _ancestor = ancestor;
        _session = session;
        _reaper = reaper;
    }

    /// <summary>The descendants of this process.</summary>
    /// <param name="session">The session that the program leads.</param>
    /// <param name="reaper">Who reaps the children of this process.</param>
    internal static ProcessTree OfDescendants(int session, Reaper reaper) => new(Environment.ProcessId, session, mark: null, reaper);

    /// <summary>The members of a session, and who carries a variable, with their descendants.</summary>
    /// <param name="session">The session.</param>
    /// <param name="mark">The variable, <c>NAME=VALUE</c> (Linux); null for none.</param>
    internal static ProcessTree OfSession(int session, string? mark) => new(None, session, mark, reaper: null);

    /// <summary>How many processes were killed, one of them left out.</summary>
    /// <param name="except">The id that does not count.</param>
    internal int Killed(int except) => _killed.Count - (_killed.Contains(except) ? 1 : 0);

    /// <summary>The members that are alive.</summary>
    internal List<ProcessEntry> Members() => ProcessTable.Members(_ancestor, _session, _mark);

    /// <summary>Kills every member.</summary>
    /// <returns>Whether none is left. What another user owns or the kernel holds may outlive the patience of 15 seconds.</returns>
    internal bool End()
    {
        if (OperatingSystem.IsLinux())
            Unix.TakePrecedence();

        var deadline = Environment.TickCount64 + Patience;
        for (var pause = 1; !IsEmpty(pause); pause = Math.Min(pause * 2, MaximumPause))
        {
            if (Environment.TickCount64 > deadline)
                return false;

            Sweep(Unix.SignalStop);
            Sweep(Unix.SignalKill);
        }

        return true;
    }

    /// <summary>Has everything compiled that <see cref="End"/> needs, while there is time.</summary>
    internal void Prepare() => Sweep(signal: 0);

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

    // Sends the signal until nobody new is found; not for long, lest somebody undoes one by one what the signal does.
    private void Sweep(int signal)
    {
        var deadline = Environment.TickCount64 + SweepPatience;
        var seen = new HashSet<int>();
        bool found;
        do
        {
            SweepChildren(signal, seen, deadline);
            found = false;
            foreach (var member in Members())
                found |= Send(signal, member.Id, seen);
        }
        while (found && Environment.TickCount64 < deadline);
    }

    // A process that forks and ends at once is gone before the whole table is read. As an orphan it is a child of this
    // process, and the list of these alone is read more quickly than anybody forks.
    private void SweepChildren(int signal, HashSet<int> seen, long deadline)
    {
        if (_reaper is null || !OperatingSystem.IsLinux())
            return;

        bool found;
        do
        {
            _reaper.Drain();
            LinuxProcesses.ReadChildren(_children);
            found = false;
            foreach (var child in _children)
                found |= Send(signal, child, seen);
        }
        while (found && Environment.TickCount64 < deadline);
    }

    private bool Send(int signal, int process, HashSet<int> seen)
    {
        if (Unix.kill(process, signal) == 0 && signal == Unix.SignalKill)
            _killed.Add(process);

        return seen.Add(process);
    }
}
