namespace Swarm.Supervisor;

/// <summary>Ends processes that may be starting others meanwhile: stops them all, and kills them once none is left to stop.</summary>
/// <param name="ancestor">The process whose descendants belong to the tree, or <see cref="None"/>.</param>
/// <param name="session">The session whose members belong to the tree, or <see cref="None"/>.</param>
internal sealed class ProcessTree(int ancestor, int session)
{
    /// <summary>No process and no session: 0 and -1 are ids that systems use.</summary>
    internal const int None = int.MinValue;

    private const int FreezeRounds = 100;
    private const int ChildPasses = 8;
    private const int MaximumPause = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<int> _children = [];
    private readonly HashSet<int> _killed = [];

    /// <summary>How many processes were killed, one of them left out.</summary>
    /// <param name="except">The id that does not count.</param>
    internal int Killed(int except) => _killed.Count - (_killed.Contains(except) ? 1 : 0);

    /// <summary>The members that are alive.</summary>
    internal List<ProcessEntry> Members() => ProcessTable.Members(ancestor, session);

    /// <summary>Kills every member.</summary>
    /// <param name="isEmpty">Whether no member is left; it waits for so many milliseconds at most.</param>
    /// <returns>Whether none is left. What another user owns or the kernel holds may outlive the patience of 15 seconds.</returns>
    internal bool End(Func<int, bool> isEmpty)
    {
        var start = Environment.TickCount64;
        for (var pause = 1; !isEmpty(pause); pause = Math.Min(pause * 2, MaximumPause))
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
                return false;

            Freeze();
            SignalChildren(Unix.SignalKill);
            foreach (var member in Members())
                Kill(member.Id);
        }

        return true;
    }

    /// <summary>Ends what is left of a session.</summary>
    /// <param name="session">The session's id.</param>
    /// <returns>The exit code: 0 when nothing is left.</returns>
    internal static int EndSession(int session)
    {
        var tree = new ProcessTree(None, session);
        return tree.End(pause =>
        {
            if (tree.Members().Count == 0)
                return true;

            Thread.Sleep(pause);
            return false;
        })
            ? 0
            : 1;
    }

    private void Freeze()
    {
        var seen = new HashSet<int>();
        for (var round = 0; round < FreezeRounds; round++)
        {
            var found = false;
            for (var pass = 0; pass < ChildPasses; pass++)
                SignalChildren(Unix.SignalStop);

            foreach (var member in Members())
            {
                if (member.State == ProcessState.Live)
                    _ = Unix.kill(member.Id, Unix.SignalStop);

                found |= seen.Add(member.Id);
            }

            if (!found)
                return;
        }
    }

    // A process that forks and ends at once is gone before the whole table is read; as an orphan it is a child of ours.
    private void SignalChildren(int signal)
    {
        if (ancestor == None || !OperatingSystem.IsLinux())
            return;

        LinuxProcesses.ReadChildren(_children);
        foreach (var child in _children)
        {
            if (signal == Unix.SignalKill)
                Kill(child);
            else
                _ = Unix.kill(child, signal);
        }
    }

    private void Kill(int process)
    {
        if (Unix.kill(process, Unix.SignalKill) == 0)
            _killed.Add(process);
    }
}
