using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Swarm.Core.Concurrency;

/// <summary>Does work on all cores, and fails with the first failure as it was thrown.</summary>
public static class AllCores
{
    // Each piece holds buffers of megabytes: more at once would cost memory and gain nothing.
    private const int MostAtOnce = 16;

    /// <summary>Does something for each item. Items are taken one at a time, as they are made.</summary>
    /// <param name="items">The items.</param>
    /// <param name="work">What to do, on any thread.</param>
    /// <param name="cancellationToken">Ends the work between two items.</param>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static void ForEach<T>(IEnumerable<T> items, Action<T> work, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Math.Min(Environment.ProcessorCount, MostAtOnce) };
        try
        {
            Parallel.ForEach(Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering), options, work);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.Flatten().InnerExceptions[0]);
        }
    }
}
