using System.Diagnostics;
using Swarm.Tests;

namespace Swarm.Windows.Tests.Support;

/// <summary>Runs Windows programs where there is no Windows, with a prefix of its own.</summary>
internal sealed class Wine : IDisposable
{
    private readonly string _loader;

    private Wine(string loader) => _loader = loader;

    /// <summary>The folder that stands for drive C.</summary>
    public string Drive => Path.Combine(Prefix, "drive_c");

    private string Prefix { get; } = Directory.CreateTempSubdirectory("swarm-wine-").FullName;

    /// <summary>Wine for 64-bit programs, as Debian has it; null where there is none.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Prepend("/usr/lib/wine")
        .Select(folder => Path.Combine(folder, "wine64"))
        .FirstOrDefault(File.Exists);

    /// <summary>Makes the prefix, and keeps its server from ending between two programs.</summary>
    public static async Task<Wine> CreateAsync(string loader)
    {
        var wine = new Wine(loader);
        try
        {
            wine.CallServer("-p60");
            var start = ProcessResult.StartOf(loader);
            wine.Prepare(start, "wineboot");
            start.ArgumentList.Add("-i");
            (await ProcessResult.RunAsync(start, WindowsMachine.Patience)).Expect(0);
            return wine;
        }
        catch
        {
            wine.Dispose();
            throw;
        }
    }

    /// <summary>Makes a start one of a Windows program.</summary>
    public void Prepare(ProcessStartInfo start, string program)
    {
        start.FileName = _loader;
        start.ArgumentList.Insert(0, program);
        start.Environment["WINEPREFIX"] = Prefix;
        start.Environment["WINEDEBUG"] = "-all";
        start.Environment["WINEDLLOVERRIDES"] = "mshtml=";
        start.Environment["HOME"] = Prefix;

        // Wine 8 does not stand the two views of a page that .NET writes code through.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
    }

    /// <summary>The path by which a Windows program knows a file of this machine.</summary>
    public string Translate(string path) => path.StartsWith(Drive, StringComparison.Ordinal)
        ? $@"C:{path[Drive.Length..].Replace('/', '\\')}"
        : $@"Z:{path.Replace('/', '\\')}";

    /// <summary>Ends every process of the prefix, and removes it.</summary>
    public void Dispose()
    {
        CallServer("-k");
        CallServer("-w");
        FolderRemoval.Remove(Prefix);
    }

    private void CallServer(string option)
    {
        var start = ProcessResult.StartOf(_loader);
        Prepare(start, option);
        start.FileName = new[] { "wineserver64", "wineserver" }.Select(name => Path.Combine(Path.GetDirectoryName(_loader)!, name)).First(File.Exists);
        using var process = Process.Start(start)!;
        process.WaitForExit(WindowsMachine.Patience);
    }
}
