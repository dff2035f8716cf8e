using System.Reflection;
using System.Runtime.InteropServices;
using Swarm.Windows.Tests.Support;

[assembly: AssemblyFixture(typeof(WindowsMachine))]

namespace Swarm.Windows.Tests.Support;

/// <summary>Windows, or Wine in its place, with the command and a host of PowerShell, published once a run.</summary>
public sealed class WindowsMachine : IAsyncLifetime
{
    private const string Missing = "This is no Windows, and wine64 is not here: what runs on Windows was not tested. On Debian install wine64.";

    private readonly string? _loader = Wine.Find();
    private Wine? _wine;

    /// <summary>How long a program may take on a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The command.</summary>
    public static string Command { get; } = Path.Combine(Published("command"), "swarm.exe");

    /// <summary>A program that hosts PowerShell, with no <c>pwsh.exe</c> beside it.</summary>
    public static string Host { get; } = Path.Combine(Published("host"), "SwarmHost.exe");

    /// <summary>The same, beside a <c>pwsh.exe</c>.</summary>
    public static string HostBesidePowerShell { get; } = Path.Combine(Published("powershell"), "SwarmHost.exe");

    /// <summary>The module, as it was laid out.</summary>
    public static string Module { get; } = Path.Combine(Metadata("ArtifactsFolder"), "module", "Swarm", "Swarm.psd1");

    /// <summary>Whether this is Windows itself.</summary>
    public static bool IsReal => OperatingSystem.IsWindows();

    private static string Artifacts => Path.Combine(Metadata("ArtifactsFolder"), "windows");

    public async ValueTask InitializeAsync()
    {
        if (!IsReal && _loader is null)
            return;

        await PublishAsync("src/Faces/Swarm.Cli", "command");
        await PublishAsync("tests/Swarm.Windows.Host", "host");
        Copy(Published("host"), Published("powershell"));
        File.Copy(Host, Path.Combine(Published("powershell"), "pwsh.exe"), overwrite: true);
        if (!IsReal)
            _wine = await Wine.CreateAsync(_loader!);
    }

    public ValueTask DisposeAsync()
    {
        _wine?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a folder for a test, or skips the test where no Windows program runs.</summary>
    internal WindowsScene MakeScene()
    {
        Assert.SkipUnless(IsReal || _loader is not null, Missing);
        return new WindowsScene(this, _wine is null ? Path.GetTempPath() : _wine.Drive);
    }

    /// <summary>The path by which a Windows program knows a file of this machine.</summary>
    public string Translate(string path) => _wine?.Translate(path) ?? path;

    /// <summary>Runs a Windows program to its end, or until it is killed.</summary>
    public Task<ProcessResult> RunAsync(
        string program, string folder, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> arguments, CancellationToken kill = default)
    {
        var start = ProcessResult.StartOf(program, arguments);
        start.WorkingDirectory = folder;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        _wine?.Prepare(start, program);
        return ProcessResult.RunAsync(start, Patience, kill);
    }

    private static async Task PublishAsync(string project, string name)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", IsReal ? "dotnet.exe" : "dotnet"));
        var start = ProcessResult.StartOf(
            dotnet,
            [
                "publish", Path.Combine(Metadata("RepositoryFolder"), project), "-r", "win-x64", "--self-contained", "-c", "Release", "-o", Published(name),
                "--artifacts-path", Artifacts, "--disable-build-servers", "-v", "quiet",

                // What they say is said where the product is built, and none of it is shipped.
                "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-p:PublishReadyToRun=false",
            ]);
        (await ProcessResult.RunAsync(start, Patience * 2)).Expect(0);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static string Published(string name) => Path.Combine(Artifacts, "publish", name);

    private static string Metadata(string key) =>
        typeof(WindowsMachine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
