using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Swarm.Backends.Tests.S3;

/// <summary>The server of S3 that npm has as <c>s3rver</c>, where it is: in the folder that SWARM_S3RVER names, or installed globally.</summary>
internal sealed class S3Rver : IDisposable
{
    private readonly Process _process;

    private S3Rver(Process process, string endpoint) => (_process, Endpoint) = (process, endpoint);

    public string Endpoint { get; }

    /// <summary>Where it is, or null.</summary>
    public static string? Program { get; } = new[] { Environment.GetEnvironmentVariable("SWARM_S3RVER") }
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        .Where(folder => !string.IsNullOrEmpty(folder))
        .Select(folder => Path.Combine(folder!, OperatingSystem.IsWindows() ? "s3rver.cmd" : "s3rver"))
        .FirstOrDefault(File.Exists);

    public static async Task<S3Rver> StartAsync(string folder, string bucket, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var start = new ProcessStartInfo(Program!, ["-a", "127.0.0.1", "-p", $"{port}", "-d", folder, "--configure-bucket", bucket])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new S3Rver(process, $"http://127.0.0.1:{port}");
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(server.Endpoint), cancellationToken);
                return server;
            }
            catch (HttpRequestException) when (attempt < 200 && !process.HasExited)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
