using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Swarm.Cli.Tests.Support;

namespace Swarm.Cli.Tests;

/// <summary>The command with a runtime of its own and no <c>dotnet</c> on the machine, as <c>pwsh</c> often is: it hosts its supervisor itself.</summary>
public sealed class SelfContainedTests : IDisposable
{
    private readonly Scene _scene = Scene.WithShell();

    [Fact]
    public void A_program_with_its_own_runtime_supervises_and_confines()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Steps are confined on Linux alone.");
        var program = Publish();
        Assert.Contains("hosted", _scene.RunProgram(program, "run", "launch", "--json", "--", "sh", "-c", "echo hosted").Expect(0).Error, StringComparison.Ordinal);
        var checks = _scene.RunProgram(program, "doctor", "--json").Json.GetProperty("checks").EnumerateArray();
        Assert.SkipUnless(checks.Any(check => check.GetProperty("name").GetString() == "sandbox" && check.GetProperty("status").GetString() == "ok"), "No step can be confined here.");

        // The first process of the namespace is the supervisor.
        var run = _scene.RunProgram(
            program, "run", "launch", "--json", "--sandbox", "confined", "--", "sh", "-c", "echo \"hooks:$DOTNET_STARTUP_HOOKS.\"; /bin/cat /proc/1/cmdline >&2").Expect(0);
        Assert.Contains("hooks:.", run.Error, StringComparison.Ordinal);
        Assert.StartsWith(program, run.Error.Split('\n').First(line => line.Contains("--confined", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(_scene.FindMarked());
    }

    public void Dispose() => _scene.Dispose();

    // What 'dotnet publish --self-contained' makes, from the runtime that is here: nothing has to be fetched for it.
    private string Publish()
    {
        var (runtime, host, folder) = (RuntimeEnvironment.GetRuntimeDirectory(), Path.GetDirectoryName(Scene.Host)!, _scene["app"]);
        Directory.CreateDirectory(folder);
        string[] files =
        [
            .. Directory.EnumerateFiles(runtime, "*.dll"),
            .. Directory.EnumerateFiles(runtime, "*.so"),
            .. Directory.EnumerateFiles(Path.Combine(host, "host", "fxr"), "libhostfxr.so", SearchOption.AllDirectories),
            .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"),
            .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")),
            Path.Combine(AppContext.BaseDirectory, "swarm"),
        ];
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "swarm.runtimeconfig.json")))!;
        var options = settings["runtimeOptions"]!.AsObject();
        options["includedFrameworks"] = new JsonArray(options["framework"]!.DeepClone());
        options.Remove("framework");
        File.WriteAllText(Path.Combine(folder, "swarm.runtimeconfig.json"), settings.ToJsonString());

        // A folder of programs without dotnet.
        var programs = Directory.CreateDirectory(_scene["programs"]).FullName;
        File.CreateSymbolicLink(Path.Combine(programs, "sh"), "/bin/sh");
        _scene.Variables["PATH"] = programs;
        _scene.Variables["DOTNET_ROOT"] = "";
        return Path.Combine(folder, "swarm");
    }
}
