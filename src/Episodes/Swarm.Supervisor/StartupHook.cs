using System.Diagnostics.CodeAnalysis;

/// <summary>
/// Runs the supervisor inside another .NET program, before that program's own entry point, where no <c>dotnet</c> is to
/// be had (a self-contained <c>pwsh</c>): the runtime calls it for the variable <c>DOTNET_STARTUP_HOOKS</c>.
/// </summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for exactly this name.")]
internal static class StartupHook
{
    /// <summary>Supervises and never returns.</summary>
    internal static void Initialize() => Environment.Exit(Swarm.Supervisor.Program.Main(Environment.GetCommandLineArgs()[1..]));
}
