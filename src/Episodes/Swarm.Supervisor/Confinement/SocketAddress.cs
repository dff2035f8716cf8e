using System.Buffers.Binary;
using System.Text;

namespace Swarm.Supervisor.Confinement;

/// <summary>Socket addresses as the kernel reads them, and one call each.</summary>
internal static unsafe class SocketAddress
{
    private const int Size4 = 16;
    private const int Size6 = 28;
    private const int FamilySize = 2;

    /// <summary>An IPv4 address (RFC 791) and a port.</summary>
    internal static byte[] Of4(ReadOnlySpan<byte> address, int port)
    {
        var bytes = new byte[Size4];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Kernel.InternetFamily);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        address.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    /// <summary>An IPv6 address (RFC 4291) and a port.</summary>
    internal static byte[] Of6(ReadOnlySpan<byte> address, int port)
    {
        var bytes = new byte[Size6];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Kernel.Internet6Family);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        address.CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    /// <summary>A Unix socket's path, or its abstract name after a NUL character.</summary>
    internal static byte[] OfUnix(string name)
    {
        var text = Encoding.UTF8.GetBytes(name);
        var bytes = new byte[FamilySize + text.Length + (name[0] == '\0' ? 0 : 1)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Kernel.UnixFamily);
        text.CopyTo(bytes.AsSpan(FamilySize));
        return bytes;
    }

    /// <summary>Connects a socket.</summary>
    internal static int Connect(int socket, byte[] address)
    {
        fixed (byte* bytes = address)
            return Kernel.connect(socket, bytes, (uint)address.Length);
    }

    /// <summary>Binds a socket.</summary>
    internal static int Bind(int socket, byte[] address)
    {
        fixed (byte* bytes = address)
            return Kernel.bind(socket, bytes, (uint)address.Length);
    }
}
