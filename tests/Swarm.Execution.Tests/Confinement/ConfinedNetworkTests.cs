using System.Net;
using System.Net.Sockets;
using System.Text;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Tests.Confinement;

public sealed class ConfinedNetworkTests
{
    // Tries every way out that it knows; says which led anywhere.
    private const string Out = """
        import ctypes, errno, socket, struct, sys
        tcp, udp, tcp6, name, path = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
        def reach(what, call):
            try:
                call()
                print('reached', what)
            except socket.gaierror as e: pass
            except OSError as e:
                if e.errno in (errno.ETIMEDOUT, errno.EINPROGRESS): print('a timeout', what)
        def connect(family, kind, address):
            s = socket.socket(family, kind)
            s.settimeout(3)
            s.connect(address)
            s.send(b'x')
        socket.setdefaulttimeout(3)
        for host in ('127.0.0.1', '0.0.0.0', '127.1.2.3'): reach(host, lambda: connect(socket.AF_INET, socket.SOCK_STREAM, (host, tcp)))
        for host in ('::1', '::', '::ffff:127.0.0.1'): reach(host, lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, (host, tcp6)))
        for host in ('192.0.2.1', '169.254.169.254', '10.0.0.1', '8.8.8.8', '224.0.0.1', '255.255.255.255'):
            reach(host, lambda: connect(socket.AF_INET, socket.SOCK_STREAM, (host, 80)))
            reach(host + '/udp', lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, (host, 53)))
        for host in ('2001:db8::1', 'fe80::1', 'ff02::1', 'fd00::1', '64:ff9b::808:808'):
            reach(host, lambda: connect(socket.AF_INET6, socket.SOCK_STREAM, (host, 80)))
            reach(host + '/udp', lambda: connect(socket.AF_INET6, socket.SOCK_DGRAM, (host, 53)))
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for _ in range(3):
            try: s.sendto(b'x', ('127.0.0.1', udp))
            except OSError: pass
        reach('a name', lambda: socket.getaddrinfo('example.com', 80))
        reach('abstract', lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, '\0' + name))
        reach('path', lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, path))
        for other in ('/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket', '/run/systemd/private', '/tmp/.X11-unix/X0'):
            reach(other, lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, other))
        def make(family, kind, protocol=0): return lambda: socket.socket(family, kind, protocol)
        for what, family, kind, protocol in (('vsock', 40, 1, 0), ('packet', 17, 3, 768), ('raw', 2, 3, 1), ('raw6', 10, 3, 58), ('alg', 38, 5, 0),
                ('audit', 16, 3, 9), ('uevent', 16, 3, 15), ('bluetooth', 31, 3, 1), ('can', 29, 3, 1), ('xdp', 44, 3, 0), ('tipc', 30, 1, 0), ('smc', 43, 1, 0)):
            reach(what, make(family, kind, protocol))
        # RTM_NEWLINK: a dummy interface.
        n = socket.socket(16, 3, 0)
        body = struct.pack('=BxHiII', 0, 0, 0, 0, 0) + struct.pack('=HH', 8, 3) + b'dum\0' + struct.pack('=HH', 16, 18) + struct.pack('=HH', 10, 1) + b'dummy\0\0\0'
        n.send(struct.pack('=IHHII', 16 + len(body), 16, 0x605, 1, 0) + body)
        answer = n.recv(4096)
        if struct.unpack_from('=i', answer, 16)[0] != -1: print('configured', struct.unpack_from('=i', answer, 16)[0])
        print([name for _, name in socket.if_nameindex()])
        """;

    public static TheoryData<ConfinementMethod> Methods => [ConfinementMethod.Unshare, ConfinementMethod.Bubblewrap];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_program_that_ignores_every_proxy_reaches_nothing(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "python3", "curl");
        using var tcp = Listen(AddressFamily.InterNetwork, SocketType.Stream, IPAddress.Loopback);
        using var udp = Listen(AddressFamily.InterNetwork, SocketType.Dgram, IPAddress.Loopback);
        using var tcp6 = Listen(AddressFamily.InterNetworkV6, SocketType.Stream, IPAddress.IPv6Loopback);
        using var hidden = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        hidden.Bind(new UnixDomainSocketEndPoint('\0' + scene.Step.Marker));
        hidden.Listen();
        using var named = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = Path.Combine(scene.Step.Folder, "s");
        named.Bind(new UnixDomainSocketEndPoint(path));
        named.Listen();
        scene.Step.Write("workspace/out.py", Out);
        var said = await scene.SayAsync(
            $"""
            /usr/bin/python3 out.py {Port(tcp)} {Port(udp)} {Port(tcp6)} {scene.Step.Marker} {path} || exit 1
            curl -s -m 3 --noproxy '*' http://127.0.0.1:{Port(tcp)}/ && echo reached
            curl -s -m 3 --noproxy '*' http://example.com/ && echo reached
            curl -s -m 3 --noproxy '*' --unix-socket {path} http://localhost/ && echo reached
            curl -s -m 3 --noproxy '*' http://127.0.0.1:3128/ && echo reached
            true
            """);
        Assert.Equal("['lo']", said);
        foreach (var socket in new[] { tcp, udp, tcp6, hidden, named })
            Assert.False(socket.Poll(0, SelectMode.SelectRead), $"{socket.LocalEndPoint} heard something.");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task What_accepts_on_the_socket_from_inside_is_the_network(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method, "curl");
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Socket? listener = null;
        Task? acceptor = null;
        scene.Confinement = scene.Confinement with
        {
            NetworkReady = socket =>
            {
                Assert.Equal(new IPEndPoint(IPAddress.Loopback, StepConfinement.ProxyPort), socket.LocalEndPoint);
                listener = socket;
                acceptor = AnswerAsync(socket, end.Token);
            },
        };
        var outcome = await scene.ShellAsync(
            """
            for i in 1 2 3; do curl -sS -m 5 -x http://127.0.0.1:3128 http://name.invalid/ || exit 1; done
            curl -sS -m 5 --noproxy '*' http://name.invalid/ 2>/dev/null && echo reached
            curl -sS -m 5 --noproxy '*' http://127.0.0.1:80/ 2>/dev/null && echo reached
            exit 0
            """);
        Assert.Equal("answer\nanswer\nanswer\n", scene.Log);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("network=proxy", outcome.Confinement!.ToString(), StringComparison.Ordinal);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => acceptor!);
        listener!.Dispose();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_network_that_nobody_serves_keeps_the_step_from_starting(ConfinementMethod method)
    {
        using var scene = new ConfinementScene(method);
        scene.Confinement = scene.Confinement with
        {
            NetworkReady = socket =>
            {
                socket.Dispose();
                throw new InvalidDataException("no proxy");
            },
        };
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => scene.ShellAsync("touch started"));
        Assert.Equal("no proxy", error.Message);
        Assert.False(File.Exists(Path.Combine(scene.Workspace, "started")));
        Assert.Empty(scene.Step.Marked());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Steps_side_by_side_have_networks_of_their_own(ConfinementMethod method)
    {
        using var first = new ConfinementScene(method, "python3");
        using var second = new ConfinementScene(method);
        const string Serve = "/usr/bin/python3 -c \"import socket, time; s = socket.create_server(('127.0.0.1', 8080)); print('up', flush=True); time.sleep(2)\"";
        var run = first.ShellAsync(Serve);
        await first.Step.WaitForLogAsync("up");
        Assert.Empty(await second.SayAsync("/usr/bin/python3 -c \"import socket; socket.create_connection(('127.0.0.1', 8080), 2)\" 2>/dev/null && echo reached; true"));
        Assert.Equal(0, (await run).ExitCode);
    }

    private static async Task AnswerAsync(Socket listener, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (true)
        {
            using var connection = await listener.AcceptAsync(cancellationToken);
            var length = await connection.ReceiveAsync(buffer, cancellationToken);
            Assert.StartsWith("GET http://name.invalid/ ", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nanswer\n"u8.ToArray(), cancellationToken);
        }
    }

    private static Socket Listen(AddressFamily family, SocketType type, IPAddress address)
    {
        var socket = new Socket(family, type, ProtocolType.Unspecified);
        socket.Bind(new IPEndPoint(address, 0));
        if (type == SocketType.Stream)
            socket.Listen();

        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;
}
