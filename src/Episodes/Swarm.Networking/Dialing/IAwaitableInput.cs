namespace Swarm.Networking.Dialing;

/// <summary>A connection on which one can wait for bytes without a buffer for them.</summary>
internal interface IAwaitableInput
{
    /// <summary>Waits until something can be read, or the end has come.</summary>
    /// <exception cref="IOException">The connection was cut.</exception>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}
