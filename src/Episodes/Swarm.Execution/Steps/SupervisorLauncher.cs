using System.Diagnostics;
using Swarm.Core.Errors;

namespace Swarm.Execution.Steps;

/// <summary>Finds what runs <c>swarm-supervisor.dll</c>, which lies beside this assembly.</summary>
internal static class SupervisorLauncher
{
    private const string AssemblyName = "swarm-supervisor.dll";

    /// <summary>The variable that has another program's runtime run the supervisor.</summary>
    public const string StartupHooks = "DOTNET_STARTUP_HOOKS";

    // What the runtime itself needs; the step's own environment goes to the supervisor through the control pipe.
    private static readonly string[] Inherited = ["HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];

    /// <summary>The supervisor's assembly, whether or not it is there.</summary>
    public static string Assembly
    {
        get
        {
            var location = typeof(SupervisorLauncher).Assembly.Location;
            return Path.Combine(location.Length > 0 ? Path.GetDirectoryName(location)! : AppContext.BaseDirectory, AssemblyName);
        }
    }

    /// <summary>Prepares a start of the supervisor.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <exception cref="SwarmException">
    /// No .NET runtime is to be had, or the installation is incomplete (<c>STEP_NOT_STARTED</c>).
    /// </exception>
    public static ProcessStartInfo Prepare(params IEnumerable<string> arguments)
    {
        var assembly = Assembly;
        if (!File.Exists(assembly))
            throw ProgramResolver.NotStarted($"'{assembly}', which runs the steps, is not there. Install Swarm again.");

        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                start.Environment[name] = value;
        }

        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        ChooseHost(start, assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        return start;
    }

    private static void ChooseHost(ProcessStartInfo start, string assembly)
    {
        var muxer = RuntimeHost.Find();
        if (muxer is not null)
        {
            start.FileName = muxer;
            start.ArgumentList.Add("exec");
            start.ArgumentList.Add(assembly);
        }
        else if (Environment.ProcessPath is { } program && RuntimeHost.IsManagedProgram(program))
        {
            // A self-contained program, as pwsh often is: its own runtime runs the supervisor in place of its entry point.
            start.FileName = program;
            start.Environment[StartupHooks] = assembly;
        }
        else
        {
            throw ProgramResolver.NotStarted(
                "No .NET runtime was found to supervise the step. Install .NET 10, or set DOTNET_ROOT to where it is.");
        }
    }
}
