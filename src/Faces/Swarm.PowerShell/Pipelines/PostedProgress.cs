namespace Swarm.PowerShell.Pipelines;

/// <summary>Hands progress from any thread to the pipeline's, as often as its throttle lets it.</summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="pool">Where the work goes.</param>
/// <param name="throttle">How often.</param>
/// <param name="report">Reports, on the pipeline's thread.</param>
internal sealed class PostedProgress<T>(WorkPool pool, Throttle throttle, Action<T> report) : IProgress<T>
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Report(T value)
    {
        bool isDue;
        lock (_gate)
        {
            isDue = throttle.IsDue();
        }

        if (isDue)
        {
            pool.Post(() => report(value));
        }
    }
}
