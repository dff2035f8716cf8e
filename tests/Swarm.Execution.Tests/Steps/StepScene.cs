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
        : this(isWindows: false, tools)
    {
    }

    private StepScene(bool isWindows, ReadOnlySpan<string> tools)
    {
        Assert.SkipWhen(isWindows != OperatingSystem.IsWindows(), isWindows ? "These steps are Windows programs." : "These steps are Unix programs.");
        foreach (var tool in tools)
            Assert.SkipUnless(Find(tool) is not null, $"{tool} is not here.");

        Folder = Directory.CreateTempSubdirectory("swarm-step-").FullName;
        Environment = new Dictionary<string, string>(isWindows ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)
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

    /// <summary>A scene of steps that are Windows programs, with the variables that these want.</summary>
    public static StepScene OnWindows()
    {
        var scene = new StepScene(isWindows: true, []);
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            scene.Environment.TryAdd((string)variable.Key, (string)variable.Value!);

        return scene;
    }

    public static string SupervisorAssembly { get; } =
        Path.Combine(Path.GetDirectoryName(typeof(StepRunner).Assembly.Location)!, "swarm-supervisor.dll");

    public string Marker { get; } = $"swarm-marker-{Guid.NewGuid():N}";

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; }

    public StepOptions Options { get; set; }

    public string Log => File.ReadAllText(Options.LogPath);

    /// <summary>On Unix, PowerShell is that of the tool manifest, wherever the tests run; any other program is the first in <c>PATH</c>.</summary>
    public static string? Find(string tool) => !OperatingSystem.IsWindows() && tool == PowerShellProgram.Name
        ? PowerShellTool.Instance?.Program
        : (System.Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? $"{tool}.exe" : tool))
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

    public static void GiveAccess(string folder)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
