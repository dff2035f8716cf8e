using System.Diagnostics;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>The <c>age</c> command, where it is installed.</summary>
internal static class AgeTool
{
    private static readonly string? Path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "age.exe" : "age"))
        .FirstOrDefault(File.Exists);

    internal static byte[] Run(byte[] input, params string[] arguments)
    {
        Assert.SkipWhen(Path is null, "The age command is not here: install it to test against it.");
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var writing = Task.Run(() =>
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        });
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
        writing.GetAwaiter().GetResult();
        return output.ToArray();
    }
}
