namespace Swarm.Supervisor;

/// <summary>
/// Takes the exit status of every child. On Linux, where every orphan among the descendants becomes a child of this process,
/// "no child is left" proves that no descendant is.
/// </summary>
internal sealed unsafe class Reaper
{
    private const int StackSize = 256 * 1024;
    private const int DrainLimit = 1000;

    private readonly ManualResetEventSlim _ended = new();
    private readonly ManualResetEventSlim _gone = new();
    private readonly ManualResetEventSlim _begun = new();
    private int _program;
    private int _status;
    private bool _isReaped;

    /// <summary>Set when the program has ended.</summary>
    internal WaitHandle Ended => _ended.WaitHandle;

    /// <summary>The program's wait status; null while it has not ended.</summary>
    internal int? Status => Volatile.Read(ref _isReaped) ? _status : null;

    /// <summary>Prepares a thread: later the program may leave no room for one.</summary>
    internal void Start() => new Thread(Run, StackSize) { IsBackground = true }.Start();

    /// <summary>Reaps on that thread until no child is left.</summary>
    /// <param name="program">The child whose status is wanted.</param>
    internal void Begin(int program)
    {
        _program = program;
        _begun.Set();
    }

    /// <summary>Waits until no child is left.</summary>
    /// <param name="milliseconds">How long at most.</param>
    /// <returns>Whether none is.</returns>
    internal bool WaitForAll(int milliseconds) => _gone.Wait(milliseconds);

    /// <summary>Reaps what has ended already, since a crowd of ended children hides the live ones; not without end.</summary>
    internal void Drain()
    {
        for (var count = 0; count < DrainLimit && Reap(Unix.WaitWithoutBlocking); count++)
        {
            // On to the next.
        }
    }

    private void Run()
    {
        _begun.Wait();
        while (Reap(0))
        {
            if (Status is null)
                continue;

            // Whoever hears of the program's end may then learn at once that it was the last.
            Drain();
            _ended.Set();
        }

        _gone.Set();
        _ended.Set();
    }

    private bool Reap(int options)
    {
        int status;
        int process;
        do
        {
            process = Unix.waitpid(-1, &status, options);
        }
        while (process < 0 && Unix.LastError == Unix.InterruptedCall);

        if (process == _program)
        {
            _status = status;
            Volatile.Write(ref _isReaped, true);
        }

        return process > 0;
    }
}
