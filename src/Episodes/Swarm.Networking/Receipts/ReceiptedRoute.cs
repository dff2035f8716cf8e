using Swarm.Networking.Routing;

namespace Swarm.Networking.Receipts;

/// <summary>A way out whose every decision is written into a log, once its connection is over. Where the log takes no more, nothing opens.</summary>
/// <param name="inner">The way out, which is disposed of with this.</param>
/// <param name="log">The log. It stays the caller's.</param>
/// <param name="time">The clock.</param>
public sealed class ReceiptedRoute(IRoute inner, ReceiptLog log, TimeProvider time) : IRoute
{
    private const string NoReceipt = "no_receipt";

    /// <inheritdoc/>
    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<RouteAnswer> OpenAsync(Destination destination, CancellationToken cancellationToken)
    {
        if (!log.TryReserve())
        {
            return new RouteAnswer(RouteVerdict.Denied, NoReceipt, null, null);
        }

        var decided = time.GetUtcNow();
        RouteAnswer answer;
        try
        {
            answer = await inner.OpenAsync(destination, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            log.Write(Receipt.Of(decided, destination, new RouteAnswer(RouteVerdict.Failed, "cancelled", null, null), 0, 0));
            throw;
        }

        if (answer.Connection is { } connection)
        {
            return answer with { Connection = new ReceiptedConnection(connection, (up, down) => log.Write(Receipt.Of(decided, destination, answer, up, down))) };
        }

        log.Write(Receipt.Of(decided, destination, answer, 0, 0));
        return answer;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
