using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Pipelines;

/// <summary>
/// Work that runs side by side, at most so many pieces at once, and posts what it has to say to the one thread that
/// pumps: only that thread may write to a pipeline. What is posted waits in a bounded queue.
/// </summary>
/// <param name="limit">The most pieces at once.</param>
internal sealed class WorkPool(int limit) : IDisposable
{
    private const int Capacity = 4096;

    private readonly BlockingCollection<Action> _posts = new(Capacity);
    private readonly CancellationTokenSource _cancellation = new();
    private readonly List<Task> _tasks = [];
    private int _unfinished;

    /// <summary>Starts a piece of work and pumps until another could start.</summary>
    /// <param name="work">The work; its token is cancelled with the pool.</param>
    /// <exception cref="OperationCanceledException">The pool was cancelled; every piece of work has ended.</exception>
    public void Run(Func<CancellationToken, Task> work)
    {
        _cancellation.Token.ThrowIfCancellationRequested();
        _tasks.RemoveAll(task => task.IsCompleted);
        _unfinished++;
        _tasks.Add(Task.Run(() => FinishAsync(work)));
        PumpUntil(limit - 1);
    }

    /// <summary>Pumps until all work has ended.</summary>
    /// <exception cref="OperationCanceledException">The pool was cancelled; every piece of work has ended.</exception>
    public void Complete() => PumpUntil(0);

    /// <summary>
    /// Has the pumping thread do something, after what was posted before. Waits while the queue is full; after a
    /// cancellation it is left out.
    /// </summary>
    /// <param name="action">What to do.</param>
    public void Post(Action action)
    {
        try
        {
            _posts.Add(action, _cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody pumps any more.
        }
    }

    /// <summary>Has the pumping thread do something, after what was posted before, and waits for it; after a cancellation it is left out.</summary>
    /// <param name="action">What to do.</param>
    public void Send(Action action)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                action();
            }
            finally
            {
                done.TrySetResult();
            }
        });
        try
        {
            done.Task.Wait(_cancellation.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody pumps any more.
        }
    }

    /// <summary>Has the pumping thread answer something, after what was posted before.</summary>
    /// <param name="ask">Gives the answer. A failure of the engine's is the asker's; any other ends the pumping.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<T> AskAsync<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.TrySetResult(ask());
            }
            catch (SwarmException exception)
            {
                answer.TrySetException(exception);
            }
            catch
            {
                answer.TrySetCanceled(CancellationToken.None);
                throw;
            }
        });
        return await answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Cancels all work, from any thread, and does not wait.</summary>
    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // All work has ended.
        }
    }

    /// <summary>Cancels all work and waits for its end.</summary>
    public void Dispose()
    {
        Cancel();
        WaitForAll();
        _posts.Dispose();
        _cancellation.Dispose();
    }

    private async Task FinishAsync(Func<CancellationToken, Task> work)
    {
        ExceptionDispatchInfo? failure = null;
        try
        {
            await work(_cancellation.Token);
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
        }

        Post(() =>
        {
            _unfinished--;
            failure?.Throw();
        });
    }

    private void PumpUntil(int most)
    {
        try
        {
            while (_unfinished > most)
            {
                _posts.Take(_cancellation.Token)();
            }

            while (_posts.TryTake(out var action))
            {
                action();
            }
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            WaitForAll();
            throw;
        }
    }

    // Every piece keeps its own exception.
    private void WaitForAll() => Task.WaitAll([.. _tasks]);
}
