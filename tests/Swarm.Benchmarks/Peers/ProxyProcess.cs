using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Swarm.Benchmarks.Measuring;

namespace Swarm.Benchmarks.Peers;

/// <summary>A proxy in a process of its own, on loopback, with a configuration in a folder of the benchmark's.</summary>
internal sealed class ProxyProcess : IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private ProxyProcess(string name, string program, IEnumerable<string> arguments, int port)
    {
        (Name, Port) = (name, port);
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        WaitUntilItListens();
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>The resident memory in bytes.</summary>
    public long ResidentBytes => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    /// <summary>This benchmark again, as the server alone.</summary>
    public static ProxyProcess Swarm(string folder) => Ourselves("swarm", "proxy-server", Path.Combine(folder, "receipts.jsonl"));

    /// <summary>The same proxy, whose route leads through a broker and a provider.</summary>
    public static ProxyProcess Relay(string folder) => Ourselves("relay", "relay-server", Path.Combine(folder, "relay.jsonl"));

    public static ProxyProcess? Tinyproxy(string folder)
    {
        if (ChildProcess.Find("tinyproxy") is not { } program)
        {
            return null;
        }

        var (port, file) = (FreePort(), Path.Combine(folder, "tinyproxy.conf"));
        File.WriteAllText(file, $"Port {port}\nListen 127.0.0.1\nTimeout 600\nMaxClients 4000\nLogLevel Critical\nLogFile \"{folder}/tinyproxy.log\"\n");
        return new ProxyProcess("tinyproxy", program, ["-d", "-c", file], port);
    }

    public static ProxyProcess? Squid(string folder)
    {
        if ((ChildProcess.Find("squid") ?? new[] { "/usr/sbin/squid" }.FirstOrDefault(File.Exists)) is not { } program)
        {
            return null;
        }

        var (port, file) = (FreePort(), Path.Combine(folder, "squid.conf"));
        File.WriteAllText(file, $"""
            http_port 127.0.0.1:{port}
            http_access allow all
            cache deny all
            access_log none
            cache_log {folder}/squid.log
            pid_filename none
            max_filedescriptors 16384
            pinger_enable off
            shutdown_lifetime 0 seconds

            """);
        if (!OperatingSystem.IsWindows())
        {
            // It leaves root for a user of its own.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }

        return new ProxyProcess("squid", program, ["-N", "-f", file], port);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProxyProcess Ourselves(string name, string role, string receipts)
    {
        var port = FreePort();
        return new ProxyProcess(name, "dotnet", ["exec", typeof(ProxyProcess).Assembly.Location, role, $"{port}", receipts], port);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private void WaitUntilItListens()
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < StartTime; Thread.Sleep(50))
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"{Name} does not listen.");
    }
}
