using System.Text;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;
using Swarm.Tests;

namespace Swarm.Execution.Tests.Steps;

/// <summary>
/// A temporary folder, and a marker in the environment of everything that the test starts; at its end no process may carry it.
/// </summary>
internal sealed class StepScene : IDisposable
{
    public StepScene(params ReadOnlySpan<string> tools)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These steps are Unix programs.");
        foreach (var tool in tools)
            Assert.SkipUnless(Find(tool) is not null, $"{tool} is not here.");

        Folder = Directory.CreateTempSubdirectory("swarm-step-").FullName;
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!,
            ["HOME"] = System.Environment.GetEnvironmentVariable("HOME") ?? "/",
            ["MARKER"] = Marker,
        };
        Options = new StepOptions
        {
            LogPath = Path.Combine(Folder, "step.log"),
            LogLimitBytes = 1 << 20,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public static string SupervisorAssembly { get; } =
        Path.Combine(Path.GetDirectoryName(typeof(StepRunner).Assembly.Location)!, "swarm-supervisor.dll");

    public string Marker { get; } = $"swarm-marker-{Guid.NewGuid():N}";

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; }

    public StepOptions Options { get; set; }

    public string Log => File.ReadAllText(Options.LogPath);

    /// <summary>PowerShell's own program is that of the tool manifest, wherever the tests run; any other is the first in <c>PATH</c>.</summary>
    public static string? Find(string tool) => tool == PowerShellProgram.Name ? PowerShellTool.Instance?.Program : (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(':')
        .Select(folder => Path.Combine(folder, tool))
        .FirstOrDefault(File.Exists);

    public StepCommand Command(string program, params IReadOnlyList<string> arguments) =>
        new(program, arguments, Folder, Environment, Find("pwsh"));

    public Task<StepOutcome> RunAsync(string program, params IReadOnlyList<string> arguments) =>
        StepRunner.RunAsync(Command(program, arguments), Options, TestContext.Current.CancellationToken);

    /// <summary>Runs a shell script; its last argument is the marker.</summary>
    public Task<StepOutcome> ShellAsync(string script, CancellationToken? cancellation = null) =>
        StepRunner.RunAsync(Command("sh", "-c", script, "sh", Marker), Options, cancellation ?? TestContext.Current.CancellationToken);

    public string Write(string name, string text, bool executable = false)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        if (executable && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ModeOf(path) | UnixFileMode.UserExecute);

        return path;
    }

    public static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    public async Task WaitForLogAsync(string text)
    {
        for (var attempt = 0; attempt < 6000; attempt++)
        {
            if (File.Exists(Options.LogPath) && Log.Contains(text, StringComparison.Ordinal))
                return;

            await Task.Delay(10);
        }

        Assert.Fail($"The log never held '{text}', but: {Log}");
    }

    /// <summary>The live processes with the marker in their environment or command line.</summary>
    public List<string> Marked()
    {
        var found = new List<string>();
        if (!OperatingSystem.IsLinux())
            return found;

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
                continue;

            var commandLine = Read(folder, "cmdline");
            if ((commandLine + Read(folder, "environ")).Contains(Marker, StringComparison.Ordinal))
                found.Add($"{Path.GetFileName(folder)} {commandLine.Replace('\0', ' ')}");
        }

        return found;
    }

    public void Dispose()
    {
        var left = Marked();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(left);
    }

    private static string Read(string folder, string name)
    {
        try
        {
            return Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, name)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
