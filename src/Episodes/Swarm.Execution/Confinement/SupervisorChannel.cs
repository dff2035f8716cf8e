using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Execution.Confinement;

/// <summary>
/// A connection from the supervisor of a confined step: its lines come in, one of them with a descriptor, and single bytes go
/// out. The socket's path is gone as soon as the supervisor has called, so that nobody else finds it.
/// </summary>
internal sealed partial class SupervisorChannel : IDisposable
{
    private const int Backlog = 1;
    private const int MostLine = 64 * 1024;
    private const int DontWait = 0x40;
    private const int CloseOnExecute = 0x40000000;
    private const int ControlSize = 24;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int WouldBlock = 11;
    private const int Interrupted = 4;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly List<byte> _received = [];
    private Socket? _connection;
    private int _descriptor = -1;

    /// <summary>Listens.</summary>
    /// <param name="path">The socket's path.</param>
    public SupervisorChannel(string path)
    {
        Path = path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen(Backlog);
    }

    /// <summary>The socket's path.</summary>
    public string Path { get; }

    /// <summary>Waits for the supervisor's call and hides the path.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        _connection = await _listener.AcceptAsync(cancellationToken);
        _listener.Dispose();
        File.Delete(Path);
    }

    /// <summary>Sends a byte.</summary>
    /// <param name="word">The byte.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SendAsync(char word, CancellationToken cancellationToken) =>
        await _connection!.SendAsync(new[] { (byte)word }, SocketFlags.None, cancellationToken);

    /// <summary>Receives a line.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The line; null where the supervisor has ended.</returns>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var end = _received.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(_received)[..end]);
                _received.RemoveRange(0, end + 1);
                return line;
            }

            if (_connection is null || _received.Count > MostLine)
                return null;

            try
            {
                await _connection.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return null;
            }

            if (!Receive())
                return null;
        }
    }

    /// <summary>Takes the socket that came with a line.</summary>
    /// <returns>The socket; null where none came.</returns>
    public Socket? TakeSocket()
    {
        var descriptor = Interlocked.Exchange(ref _descriptor, -1);
        return descriptor < 0 ? null : new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _connection?.Dispose();
        TakeSocket()?.Dispose();
    }

    // False at the end. A descriptor beyond the first is nothing that our supervisor sends.
    private unsafe bool Receive()
    {
        var buffer = stackalloc byte[4096];
        var control = stackalloc byte[ControlSize];
        var part = new Part { Base = buffer, Length = 4096 };
        var message = new Message { Parts = &part, PartCount = 1, Control = control, ControlLength = ControlSize };
        var count = recvmsg(_connection!.SafeHandle, &message, DontWait | CloseOnExecute);
        if (count < 0)
            return Marshal.GetLastPInvokeError() is WouldBlock or Interrupted;

        var header = (int*)(control + sizeof(nuint));
        if (message.ControlLength >= ControlSize - sizeof(int) && header[0] == SocketLevel && header[1] == Rights)
        {
            TakeSocket()?.Dispose();
            _descriptor = header[2];
        }

        _received.AddRange(new ReadOnlySpan<byte>(buffer, (int)count));
        return count > 0;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint recvmsg(SafeHandle socket, Message* message, int flags);

    // struct iovec.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Part
    {
        public byte* Base;
        public nuint Length;
    }

    // struct msghdr of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Message
    {
        public void* Name;
        public nuint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
