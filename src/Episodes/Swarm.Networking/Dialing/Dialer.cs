using System.Net;
using System.Net.Sockets;

namespace Swarm.Networking.Dialing;

/// <summary>Connects to the first of some addresses that answers: in order, each with a short start before the next (RFC 8305, section 5).</summary>
internal static class Dialer
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    /// <summary>Connects.</summary>
    /// <param name="addresses">What was checked; nothing else is dialled.</param>
    /// <param name="port">The TCP port.</param>
    /// <param name="cancellationToken">Ends every attempt.</param>
    /// <returns>What was connected, or null where none answered.</returns>
    public static async Task<DialledSocket?> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        if (addresses.Count == 1)
        {
            return await TryConnectAsync(addresses[0], port, cancellationToken);
        }

        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<DialledSocket?>>();
        var next = 0;
        DialledSocket? winner = null;
        try
        {
            while (winner is null && (next < addresses.Count || attempts.Count > 0))
            {
                if (next < addresses.Count)
                {
                    attempts.Add(TryConnectAsync(addresses[next++], port, losers.Token));
                }

                var wait = next < addresses.Count ? Task.Delay(HeadStart, losers.Token) : Task.Delay(Timeout.Infinite, losers.Token);
                if (await Task.WhenAny([.. attempts, wait]) is not Task<DialledSocket?> ended)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
                }

                attempts.Remove(ended);
                winner = await ended;
            }

            return winner;
        }
        finally
        {
            await losers.CancelAsync();
            foreach (var attempt in attempts)
            {
                await DisposeAsync(attempt);
            }
        }
    }

    private static async Task DisposeAsync(Task<DialledSocket?> attempt)
    {
        try
        {
            (await attempt)?.Socket.Dispose();
        }
        catch (OperationCanceledException)
        {
            // It lost.
        }
    }

    private static async Task<DialledSocket?> TryConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
            return new DialledSocket(socket, address);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
