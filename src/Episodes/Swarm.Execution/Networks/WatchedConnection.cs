using Swarm.Networking.Routing;

namespace Swarm.Execution.Networks;

/// <summary>A connection that tells when it is cut.</summary>
/// <param name="connection">The connection.</param>
/// <param name="failed">Told when it is.</param>
internal sealed class WatchedConnection(IRouteConnection connection, Action failed) : IRouteConnection
{
    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            failed();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            failed();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => connection.CompleteWritesAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
