using Swarm.Networking.Routing;

namespace Swarm.Networking.Tests.Support;

/// <summary>Leads everywhere and nowhere: each connection ends at once. It keeps what it was asked.</summary>
internal sealed class RecordingRoute : IRoute
{
    private readonly List<Destination> _asked = [];

    public IReadOnlyList<Destination> Asked
    {
        get
        {
            lock (_asked)
            {
                return [.. _asked];
            }
        }
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        lock (_asked)
        {
            _asked.Add(destination);
        }

        return ValueTask.FromResult(new RouteAnswer(RouteVerdict.Allowed, "allowed", null, new EndedConnection()));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class EndedConnection : IRouteConnection
    {
        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => ValueTask.FromResult(0);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CompleteWritesAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
