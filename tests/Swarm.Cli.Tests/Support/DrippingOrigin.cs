using System.Net;
using System.Net.Sockets;

namespace Swarm.Cli.Tests.Support;

/// <summary>An HTTP server on loopback whose answers go on and on, and who counts whoever connects.</summary>
internal sealed class DrippingOrigin : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;
    private int _connections;
    private int _drops;

    public DrippingOrigin()
    {
        _listener.Start();
        _serving = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}/";

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Waits until an answer is on its way.</summary>
    public void WaitForTransfer()
    {
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _drops) > 2, TimeSpan.FromSeconds(60)), "The step never got out.");
    }

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                _ = Task.Run(() => DripAsync(client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task DripAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[8192]);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"u8.ToArray());
                while (true)
                {
                    await stream.WriteAsync(new byte[1000]);
                    Interlocked.Increment(ref _drops);
                    await Task.Delay(20);
                }
            }
            catch (IOException)
            {
                // It was cut, as every transfer from here is some time.
            }
        }
    }
}
