using System.Diagnostics;
using System.Runtime.InteropServices;
using Swarm.Storage.Stores;

namespace Swarm.Cli.Tests.Support;

/// <summary>A home and a root of their own, and the command as a process over them.</summary>
internal sealed class Scene : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private bool _isOrdinaryUser;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-cli-");

    public Scene()
    {
        Variables["SWARM_HOME"] = this["home"];
        Directory.CreateDirectory(Root);
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "swarm.dll");

    public static string Host { get; } = Path.GetFullPath(
        Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>What every process of this scene carries in its environment.</summary>
    public string Marker { get; } = $"swarm-marker-{Guid.NewGuid():N}";

    public Dictionary<string, string> Variables { get; } = [];

    public string Folder => _folder.FullName;

    public string Root => this["root"];

    public string Store => Path.Combine(Root, ".swarm");

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>
    /// A scene whose commands run as a user whom permissions bind, to whom all of it is given; such a user is this one, or
    /// <c>setpriv</c> makes it one.
    /// </summary>
    public static Scene OfOrdinaryUser()
    {
        var scene = WithShell();
        scene.GiveToOrdinaryUser();
        return scene;
    }

    /// <summary>Has the commands run as a user whom permissions bind, to whom all that is in the scene so far is given.</summary>
    public void GiveToOrdinaryUser()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.SkipUnless(HasSetpriv, "The user is privileged and setpriv is not here.");
            using var give = Process.Start("chown", ["-R", "65534:65534", Folder]);
            give.WaitForExit();
            _isOrdinaryUser = true;
            Variables["HOME"] = Folder;
        }
    }

    /// <summary>Skips a test whose steps are Unix shell scripts where there is no such shell.</summary>
    public static Scene WithShell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "These steps are Unix shell scripts.");
        return new Scene();
    }

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public Process Start(params IReadOnlyList<string> arguments) => StartProgram(Host, ["exec", Program, .. arguments]);

    /// <summary>Runs another build of the command.</summary>
    public CommandResult RunProgram(string program, params IReadOnlyList<string> arguments)
    {
        using var process = StartProgram(program, arguments);
        return Finish(process);
    }

    private Process StartProgram(string program, IReadOnlyList<string> arguments)
    {
        if (_isOrdinaryUser)
        {
            (program, arguments) = ("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", program, .. arguments]);
        }

        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["SCENE_MARKER"] = Marker;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public CommandResult Run(params IReadOnlyList<string> arguments)
    {
        using var process = Start(arguments);
        return Finish(process);
    }

    public static CommandResult Finish(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The command did not end: {output.Result}\n{error.Result}");
        }

        return new CommandResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Launches a shell script and gives its result as an object.</summary>
    public CommandResult Launch(string script, params IReadOnlyList<string> options) =>
        Run(["run", "launch", "--json", .. options, "--", "sh", "-c", script]);

    /// <summary>Resumes a node with a shell script.</summary>
    public CommandResult Resume(string node, string script, params IReadOnlyList<string> options) =>
        Run(["run", "resume", "--json", "--node", node, .. options, "--", "sh", "-c", script]);

    /// <summary>The processes that carry the marker, this test's own left out.</summary>
    public IReadOnlyList<int> FindMarked()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked for in /proc.");
        return [.. Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(IsMarked).Select(int.Parse)];
    }

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public void Dispose()
    {
        try
        {
            TreeRemoval.Remove(Folder);
        }
        catch (IOException)
        {
            // A process of a failed test may still hold a file.
        }
    }

    private static bool HasSetpriv => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "setpriv")));

    private static bool IsOurs(string variable) =>
        variable.StartsWith("SWARM_", StringComparison.OrdinalIgnoreCase) || variable is "SOURCE_DATE_EPOCH";

    private bool IsMarked(string process)
    {
        try
        {
            return int.TryParse(process, out _) && File.ReadAllText($"/proc/{process}/environ").Contains(Marker, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
