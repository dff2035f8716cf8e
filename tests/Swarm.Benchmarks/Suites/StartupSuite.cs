using Swarm.Benchmarks.Measuring;

namespace Swarm.Benchmarks.Suites;

/// <summary>How long a command takes to begin: <c>swarm --version</c> beside a .NET hello-world, and the module's import.</summary>
internal static class StartupSuite
{
    private const int Tries = 15;

    public static void Run(string folder)
    {
        var repository = FindRepository();
        var swarm = Path.Combine(folder, "swarm");
        ChildProcess.Run("dotnet", ["publish", Path.Combine(repository, "src", "Faces", "Swarm.Cli"), "-c", "Release", "-o", swarm, "--nologo", "-v", "q"]);
        var hello = MakeHello(folder);
        var version = new Measurement("swarm --version", "hello-world", 2);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            version.Ours(() => ChildProcess.Run("dotnet", ["exec", Path.Combine(swarm, "swarm.dll"), "--version"]));
            version.Theirs(() => ChildProcess.Run("dotnet", ["exec", hello]));
        }

        Console.WriteLine(version);
        MeasureImport(Path.Combine(repository, "artifacts", "module", "Swarm", "Swarm.psd1"));
    }

    private static void MeasureImport(string manifest)
    {
        if (ChildProcess.Find("pwsh") is null || !File.Exists(manifest))
        {
            Console.WriteLine("Import-Module Swarm: not measured, because pwsh or the built module is not here");
            return;
        }

        var import = new Measurement("pwsh with Import-Module Swarm", "bare pwsh", null);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            import.Ours(() => ChildProcess.Run("pwsh", ["-NoProfile", "-NonInteractive", "-Command", $"Import-Module '{manifest}'"]));
            import.Theirs(() => ChildProcess.Run("pwsh", ["-NoProfile", "-NonInteractive", "-Command", "1"]));
        }

        Console.WriteLine(import);
    }

    private static string MakeHello(string folder)
    {
        var project = Directory.CreateDirectory(Path.Combine(folder, "hello")).FullName;
        File.WriteAllText(Path.Combine(project, "hello.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>
            """);
        File.WriteAllText(Path.Combine(project, "Program.cs"), "System.Console.WriteLine(\"Hello\");");
        ChildProcess.Run("dotnet", ["publish", project, "-c", "Release", "-o", Path.Combine(project, "out"), "--nologo", "-v", "q"]);
        return Path.Combine(project, "out", "hello.dll");
    }

    private static string FindRepository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Swarm.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? Environment.CurrentDirectory;
        }

        return folder;
    }
}
