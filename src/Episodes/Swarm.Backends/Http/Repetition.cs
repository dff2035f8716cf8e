using Polly;
using Polly.Retry;

namespace Swarm.Backends.Http;

/// <summary>Repeats a call: after waits that grow and differ, or after as long as the service asks for.</summary>
internal static class Repetition
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Makes the pipeline for a call.</summary>
    /// <typeparam name="T">What the call gives.</typeparam>
    /// <param name="time">The clock that waits follow.</param>
    /// <param name="attempts">The most attempts.</param>
    /// <param name="mayRepeat">Whether another attempt can help, and can do no harm.</param>
    /// <param name="asked">How long the service asks to be left alone; null where it does not.</param>
    public static ResiliencePipeline<T> Create<T>(TimeProvider time, int attempts, Func<Outcome<T>, bool> mayRepeat, Func<Outcome<T>, TimeSpan?>? asked = null)
    {
        var builder = new ResiliencePipelineBuilder<T> { TimeProvider = time };
        if (attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = LongestDelay,
                ShouldHandle = arguments => ValueTask.FromResult(mayRepeat(arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult(asked?.Invoke(arguments.Outcome)),
            });
        }

        return builder.Build();
    }
}
