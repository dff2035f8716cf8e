using System.Runtime.InteropServices;

namespace Swarm.Supervisor.Confinement;

/// <summary>Tries to reach what the program must not reach, from the thread that starts it.</summary>
internal static unsafe class NetworkProbe
{
    private const int InterfaceHeaderLines = 2;
    private const int DiscardPort = 9;

    // Addresses for documentation (RFC 5737, RFC 3849).
    private static readonly byte[] Documentation4 = [192, 0, 2, 1];
    private static readonly byte[] Documentation6 = [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    // The same without a route, without an address of our own, and without the protocol.
    private static readonly int[] WithoutIPv6 = [Kernel.NetworkUnreachable, Kernel.AddressUnavailable, Kernel.FamilyUnsupported];

    private static readonly byte[] Loopback4 = [127, 0, 0, 1];
    private static readonly byte[] Loopback6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

    /// <summary>Tries.</summary>
    /// <param name="plan">Where the host's canaries are.</param>
    /// <exception cref="SandboxException">Something was reached, or failed otherwise than it must.</exception>
    internal static void Run(ConfinementPlan plan)
    {
        RequireLoopbackAlone();
        var canary = SocketAddress.Of4(Loopback4, plan.CanaryTcpPort);
        RequireFailure("the host's 127.0.0.1 over TCP", Connect(Kernel.Stream, canary), Kernel.ConnectionRefused);
        if (plan.CanaryTcp6Port > 0)
        {
            var canary6 = SocketAddress.Of6(Loopback6, plan.CanaryTcp6Port);
            RequireFailure("the host's ::1", Connect(Kernel.Stream, canary6), [Kernel.ConnectionRefused, .. WithoutIPv6]);
        }

        // Whether this datagram arrives, the canary knows.
        _ = Connect(Kernel.Datagram, SocketAddress.Of4(Loopback4, plan.CanaryUdpPort), isSent: true);
        foreach (var type in new[] { Kernel.Stream, Kernel.Datagram })
        {
            RequireFailure("a network over IPv4", Connect(type, SocketAddress.Of4(Documentation4, DiscardPort)), Kernel.NetworkUnreachable);
            RequireFailure("a network over IPv6", Connect(type, SocketAddress.Of6(Documentation6, DiscardPort)), WithoutIPv6);
        }

        var nameless = SocketAddress.OfUnix('\0' + plan.CanaryAbstractName);
        RequireFailure("an abstract Unix socket of the host", Connect(Kernel.Stream, nameless), Kernel.ConnectionRefused);
        RequireFailure("a Unix socket of the host", Connect(Kernel.Stream, SocketAddress.OfUnix(plan.CanaryPath)));
        RequireFailure("its supervisor's own Unix socket", Connect(Kernel.Stream, SocketAddress.OfUnix(plan.Channel)));
        var socket = Kernel.socket(Kernel.HypervisorFamily, Kernel.Stream, 0);
        RequireFailure("a socket to the hypervisor (AF_VSOCK)", socket >= 0 ? 0 : Unix.LastError, Kernel.NotPermitted);
    }

    private static void RequireLoopbackAlone()
    {
        foreach (var line in File.ReadLines("/proc/thread-self/net/dev").Skip(InterfaceHeaderLines))
        {
            var name = line[..Math.Max(line.IndexOf(':', StringComparison.Ordinal), 0)].Trim();
            if (name is not "lo")
                throw new SandboxException($"its network namespace has the interface '{name}'");
        }
    }

    // The error number; 0 where it was reached.
    private static int Connect(int type, byte[] address, bool isSent = false)
    {
        var socket = Kernel.socket(address[0], type | Kernel.CloseOnExecute, 0);
        if (socket < 0)
            return Unix.LastError;

        var error = SocketAddress.Connect(socket, address) == 0 ? 0 : Unix.LastError;
        if (isSent && error == 0)
        {
            byte nothing = 0;
            _ = Kernel.send(socket, &nothing, 1, 0);
        }

        _ = Unix.close(socket);
        return error;
    }

    private static void RequireFailure(string what, int error, params ReadOnlySpan<int> expected)
    {
        if (error == 0)
            throw new SandboxException($"from inside, it reached {what}");

        if (!expected.IsEmpty && !expected.Contains(error))
            throw new SandboxException($"from inside, {what} failed in an unexpected way: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
