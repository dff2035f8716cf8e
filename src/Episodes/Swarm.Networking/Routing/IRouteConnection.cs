namespace Swarm.Networking.Routing;

/// <summary>
/// A connection to a destination. Reading and writing may go on at the same time, each by one caller. To dispose of a
/// connection before both sides are complete aborts it, so that the other side learns that it was cut.
/// </summary>
public interface IRouteConnection : IAsyncDisposable
{
    /// <summary>Reads what has come.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="IOException">The connection was cut.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes all of a buffer.</summary>
    /// <param name="buffer">What to write.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The connection was cut.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Says that nothing more will be written; reading goes on (a half-close).</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="IOException">The connection was cut.</exception>
    ValueTask CompleteWritesAsync(CancellationToken cancellationToken);
}
