namespace Swarm.Backends.Http;

/// <summary>What came of a call: a value, or the reason why there is none.</summary>
/// <typeparam name="T">What the call gives.</typeparam>
/// <param name="Value">The value; null where it failed.</param>
/// <param name="Failure">The failure; null where there is a value.</param>
internal readonly record struct HttpOutcome<T>(T? Value, HttpFailure? Failure)
    where T : class
{
    /// <summary>The value.</summary>
    /// <exception cref="Core.Errors.SwarmException">The call failed.</exception>
    public T ValueOrThrow() => Value ?? throw Failure!.Error;
}
