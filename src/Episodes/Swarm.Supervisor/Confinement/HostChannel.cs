using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Supervisor.Confinement;

/// <summary>
/// The connection to Swarm on the host: lines go out, one with a descriptor; single bytes come in. The program never has it.
/// </summary>
internal sealed unsafe class HostChannel
{
    private const int NoSignal = 0x4000;
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int ControlSize = 24;

    private readonly int _socket;

    private HostChannel(int socket) => _socket = socket;

    /// <summary>Calls Swarm.</summary>
    /// <param name="path">The socket's path.</param>
    /// <exception cref="SandboxException">Nobody answers.</exception>
    internal static HostChannel Connect(string path)
    {
        var socket = Kernel.socket(Kernel.UnixFamily, Kernel.Stream | Kernel.CloseOnExecute, 0);
        SandboxException.ThrowIfFailed(socket, "no socket can be made");
        SandboxException.ThrowIfFailed(SocketAddress.Connect(socket, SocketAddress.OfUnix(path)), $"Swarm does not answer on '{path}'");
        return new HostChannel(socket);
    }

    /// <summary>Waits for a word.</summary>
    /// <param name="word">The byte that it must be.</param>
    /// <returns>Whether it came; if not, nobody wants the program any more.</returns>
    internal bool WaitFor(char word)
    {
        byte value;
        nint count;
        do
        {
            count = Unix.read(_socket, &value, 1);
        }
        while (count < 0 && Unix.LastError == Unix.InterruptedCall);

        return count == 1 && value == word;
    }

    /// <summary>Sends a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="descriptor">What goes with it; negative for nothing.</param>
    internal void Send(string text, int descriptor = -1)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\n');
        var control = stackalloc byte[ControlSize];
        *(nuint*)control = (nuint)(sizeof(nuint) + (3 * sizeof(int)));
        var header = (int*)(control + sizeof(nuint));
        (header[0], header[1], header[2]) = (SocketLevel, Rights, descriptor);
        fixed (byte* start = bytes)
        {
            var part = new Part { Base = start, Length = (nuint)bytes.Length };
            var message = new Message { Parts = &part, PartCount = 1 };
            if (descriptor >= 0)
            {
                message.Control = control;
                message.ControlLength = ControlSize;
            }

            var sent = Kernel.sendmsg(_socket, &message, NoSignal);
            for (var offset = sent; sent > 0 && offset < bytes.Length; offset += sent)
                sent = Kernel.send(_socket, start + offset, (nuint)(bytes.Length - offset), NoSignal);
        }
    }

    // struct iovec.
    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Base;
        public nuint Length;
    }

    // struct msghdr of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
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
