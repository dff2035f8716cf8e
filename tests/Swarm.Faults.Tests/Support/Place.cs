using System.Diagnostics;
using System.Runtime.InteropServices;
using Swarm.Engine.Sessions;
using Swarm.Storage.Stores;

namespace Swarm.Faults.Tests.Support;

/// <summary>A home, a root and what lies beside them, in a folder that is gone with the test, and the command over them.</summary>
internal sealed class Place : IDisposable
{
    public static readonly string Host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "swarm.dll");

    public Place(string? template = null)
    {
        Folder = Directory.CreateTempSubdirectory("swarm-faults-").FullName;
        if (template is not null)
        {
            Copy(template, Folder);
        }

        Directory.CreateDirectory(Root);
    }

    public string Folder { get; }

    public string Home => this["home"];

    public string Root => this["root"];

    public string Store => this["root/.swarm"];

    public string Work => this["home/work"];

    public string this[string name] => Path.Combine(Folder, name);

    /// <summary>No files of the runtime's own, so that faults meet those of the command.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["SWARM_HOME"] = Home,
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_DbgEnableMiniDump"] = "0",
    };

    public static string[] CommandLine(IEnumerable<string> arguments) => [Host, "exec", Program, .. arguments];

    public Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null, params string[] before)
    {
        string[] words = [.. before, .. CommandLine(arguments)];
        return Tool.Start(words[0], words[1..], variables ?? Variables, Root);
    }

    public Task<(int ExitCode, string Output, string Error)> RunAsync(params IEnumerable<string> arguments) => Tool.EndAsync(Start(arguments));

    public async Task<string> ExpectAsync(params IEnumerable<string> arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, $"exit code {code}\n{output}\n{error}");
        return output;
    }

    public SwarmSession Open() => SwarmSession.Open(Options);

    public SwarmSession OpenOrCreate() => SwarmSession.OpenOrCreate(Options);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Waits for a file that a step makes.</summary>
    public async Task WaitForAsync(string name, Process process)
    {
        while (!File.Exists(this[name]))
        {
            Assert.False(process.HasExited, $"It ended before '{name}' was there.");
            await Task.Delay(20, Tool.Cancellation);
        }
    }

    public void Dispose() => TreeRemoval.Remove(Folder);

    private SessionOptions Options => new()
    {
        Root = Root,
        CurrentFolder = Folder,
        ReadVariable = name => name == "SWARM_HOME" ? Home : null,
    };

    private static void Copy(string source, string target)
    {
        using var tool = Process.Start("cp", ["-a", source + "/.", target]);
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
    }
}
