using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Swarm.Execution.Confinement;
using Swarm.Execution.Tests.Steps;

namespace Swarm.Execution.Tests.Confinement;

/// <summary>Sandboxes with a hole each: the supervisor inside finds it, says so, and starts nothing.</summary>
public sealed class ConfinementProbeTests
{
    private static readonly string[] Whole = ["--unshare-net", "--unshare-pid", "--as-pid-1", "--unshare-ipc", "--unshare-uts", "--remount-ro", "/"];

    [Theory]
    [InlineData(null, null, "\"namespaces\":{\"user\":\"user:[")]
    [InlineData("--unshare-net", null, "its network namespace has the interface|reached the host's 127.0.0.1")]
    [InlineData("--unshare-pid --as-pid-1", null, "another process is seen")]
    [InlineData("--remount-ro /", null, "'/' can be changed")]
    [InlineData(null, "--ro-bind /etc /home", "'/home' of the host is seen")]
    [InlineData(null, "--bind /usr/share /usr/share", "'/usr/share' can be changed")]
    [InlineData(null, "--dev-bind /dev /usr/local", "devices count in '/usr/local")]
    [InlineData(null, "", "reached its supervisor's own Unix socket")]
    [InlineData(null, "--bind {canary} /tmp/canary", "reached a Unix socket of the host")]
    public async Task A_hole_is_found(string? left, string? added, string said)
    {
        using var scene = new ConfinementScene(ConfinementMethod.Bubblewrap, "dotnet", "bwrap");
        var token = TestContext.Current.CancellationToken;
        var folder = Directory.CreateDirectory(Path.Combine(scene.Step.Folder, "channel")).FullName;
        using var channel = Listen(Path.Combine(folder, "c"));
        using var canary = Listen(Path.Combine(scene.Step.Folder, "canary"));
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        tcp.Listen();
        var dotnet = new FileInfo(StepScene.Find("dotnet")!).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? StepScene.Find("dotnet")!;
        (char Kind, string Path, string Source)[] steps =
        [
            ('R', "/usr", "/usr"), .. Links(), ('P', "/proc", "-"), ('T', "/tmp", "1777"), ('T', "/dev", "755"), ('V', "/dev/null", "/dev/null"),
            ('R', Path.GetDirectoryName(dotnet)!, Path.GetDirectoryName(dotnet)!), ('R', "/run/s", Path.GetDirectoryName(StepScene.SupervisorAssembly)!),
            ('R', "/run/c", folder), ('W', scene.Workspace, scene.Workspace),
        ];
        var whole = left is null ? string.Join(' ', Whole) : string.Join(' ', Whole).Replace(left, "", StringComparison.Ordinal);
        var arguments = steps.SelectMany(Translate)
            .Concat((added ?? "").Replace("{canary}", Path.Combine(scene.Step.Folder, "canary"), StringComparison.Ordinal).Split(' '))
            .Concat(whole.Split(' '))
            .Where(argument => argument.Length > 0);
        string[] command = [dotnet, "exec", "/run/s/swarm-supervisor.dll", "--confined", "--", "/usr/bin/touch", Path.Combine(scene.Workspace, "started")];
        using var process = Process.Start(new ProcessStartInfo("bwrap", ["--unshare-user", "--cap-drop", "ALL", .. arguments, "--", .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync(token);
        string[] head =
        [
            "bwrap", "/run/c/c", scene.Workspace, "0", "0", "swarm", $"{((IPEndPoint)tcp.LocalEndPoint!).Port}", "9", "0", scene.Step.Marker, "/tmp/canary",
        ];
        var fields = head.Concat(steps.SelectMany(step => new[] { step.Kind.ToString(), step.Path, step.Source, "-" }));
        await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(fields.Select(field => field + '\0')) + "\0PATH=/usr/bin\0\0"), token);
        await process.StandardInput.FlushAsync(token);
        var accept = channel.AcceptAsync(token).AsTask();
        await Task.WhenAny(accept, process.WaitForExitAsync(token));
        Assert.True(accept.IsCompleted, await Task.WhenAny(error, Task.Delay(100, token)) == error ? await error : "Nobody called.");
        using (var connection = await accept)
        {
            if (added is not "")
                File.Delete(Path.Combine(folder, "c"));

            await connection.SendAsync("b"u8.ToArray(), token);
            var buffer = new byte[4096];
            var answer = Encoding.UTF8.GetString(buffer, 0, await connection.ReceiveAsync(buffer, token));
            Assert.True(said.Split('|').Any(part => answer.Contains(part, StringComparison.Ordinal)), answer);
        }

        await process.WaitForExitAsync(token);
        Assert.False(File.Exists(Path.Combine(scene.Workspace, "started")));
    }

    private static IEnumerable<(char, string, string)> Links()
    {
        foreach (var path in new[] { "/bin", "/sbin", "/lib", "/lib64" })
        {
            if (new FileInfo(path).LinkTarget is { } target)
                yield return ('L', path, target);
            else if (Directory.Exists(path))
                yield return ('R', path, path);
        }
    }

    private static string[] Translate((char Kind, string Path, string Source) step) => step.Kind switch
    {
        'R' => ["--ro-bind", step.Source, step.Path],
        'W' => ["--bind", step.Source, step.Path],
        'V' => ["--dev-bind", step.Source, step.Path],
        'L' => ["--symlink", step.Source, step.Path],
        'P' => ["--proc", step.Path, "--remount-ro", step.Path],
        _ => ["--tmpfs", step.Path],
    };

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }
}
