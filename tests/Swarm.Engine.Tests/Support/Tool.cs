using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Swarm.Engine.Tests.Support;

/// <summary>Programs that a test starts beside the engine, the driver among them.</summary>
internal static class Tool
{
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, name), Path.Combine(folder, name + ".exe") })
        .FirstOrDefault(File.Exists);

    public static Process StartDriver(Scene scene, params IEnumerable<string> arguments) => Process.Start(StartOptions(scene, arguments))!;

    private static ProcessStartInfo StartOptions(Scene scene, IEnumerable<string> arguments)
    {
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(host) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = scene.Folder };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "Swarm.Engine.Tests.Driver.dll")).Prepend("exec"))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in scene.Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Starts the driver as a user whom permissions bind, to whom all of the scene is given.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunDriverUnprivilegedAsync(Scene scene, params IEnumerable<string> arguments)
    {
        var driver = StartOptions(scene, arguments);
        if (Environment.IsPrivilegedProcess)
        {
            Assert.SkipUnless(Find("setpriv") is not null, "The user is privileged and setpriv is not here.");
            driver.Environment["HOME"] = scene.Folder;
            foreach (var word in new[] { driver.FileName, "--clear-groups", "--regid=65534", "--reuid=65534" })
            {
                driver.ArgumentList.Insert(0, word);
            }

            driver.FileName = "setpriv";
        }

        return await EndAsync(Process.Start(driver)!);
    }

    public static async Task<(int ExitCode, string Output, string Error)> EndAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(Scene.Cancellation);
            var error = process.StandardError.ReadToEndAsync(Scene.Cancellation);
            await process.WaitForExitAsync(Scene.Cancellation);
            return (process.ExitCode, await output, await error);
        }
    }

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return await EndAsync(Process.Start(start)!);
    }

    /// <summary>The processes whose command line or environment holds a marker.</summary>
    public static IReadOnlyList<string> FindMarked(string marker) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId)
            .Where(folder => Read(folder, "cmdline").Contains(marker, StringComparison.Ordinal) || Read(folder, "environ").Contains(marker, StringComparison.Ordinal)),
    ];

    private static string Read(string folder, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
