using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Swarm.Benchmarks.Samples;

/// <summary>Sends to each client as many bytes as it asks for with its first eight, then echoes nothing and waits for the end.</summary>
internal sealed class StreamOrigin : IDisposable
{
    private const int StackSize = 256 * 1024;

    private static readonly byte[] Bytes = new byte[256 * 1024];

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public StreamOrigin()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Asks for bytes and reads them all.</summary>
    public static void Read(Socket socket, long count)
    {
        var request = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(request, count);
        socket.Send(request);
        var buffer = new byte[Math.Min(count, Bytes.Length)];
        for (var left = count; left > 0;)
        {
            var got = socket.Receive(buffer);
            left -= got > 0 ? got : throw new InvalidOperationException("The stream was cut short.");
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var socket = _listener.Accept();
                new Thread(() => Serve(socket), StackSize) { IsBackground = true }.Start();
            }
        }
        catch (SocketException)
        {
            // The end.
        }
    }

    private static void Serve(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var request = new byte[sizeof(long)];
            try
            {
                while (socket.Receive(request) == request.Length)
                {
                    for (var left = BinaryPrimitives.ReadInt64LittleEndian(request); left > 0;)
                    {
                        left -= socket.Send(Bytes, (int)Math.Min(left, Bytes.Length), SocketFlags.None);
                    }
                }
            }
            catch (SocketException)
            {
                // The client left.
            }
        }
    }
}
