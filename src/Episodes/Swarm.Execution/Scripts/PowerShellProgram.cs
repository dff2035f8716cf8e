using Swarm.Core.Errors;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Scripts;

/// <summary>
/// How PowerShell is started. It is a program of its own (<c>pwsh</c>), or, as the .NET tool on every system but one, an assembly
/// (<c>pwsh.dll</c>) that the .NET runtime's <c>dotnet</c> runs.
/// </summary>
public static class PowerShellProgram
{
    /// <summary>Its name, for policies and lists.</summary>
    public const string Name = "pwsh";

    /// <summary>The assembly's file.</summary>
    public const string AssemblyFile = Name + ".dll";

    /// <summary>The command line that starts it, to which its arguments are added.</summary>
    /// <param name="path">The program, or the assembly.</param>
    /// <exception cref="SwarmException">It is an assembly, and no .NET runtime is to be found (<c>STEP_NOT_STARTED</c>).</exception>
    public static IReadOnlyList<string> CommandOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsAssembly(path) ? [RuntimeHost.Find() ?? throw NoRuntime(path), path] : [path];
    }

    /// <summary>Whether a path names the assembly.</summary>
    /// <param name="path">The path.</param>
    internal static bool IsAssembly(string path) => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether PowerShell runs a program of a step, or is it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="path">PowerShell's program or assembly; null where there is none.</param>
    internal static bool Runs(ResolvedProgram program, string? path) => path is { Length: > 0 }
        && (IsAssembly(path) ? program.Arguments is [var first, ..] && IsSame(first, path) : IsSame(program.Path, path));

    private static bool IsSame(string first, string second) => string.Equals(first, second, StringComparison.Ordinal);

    private static SwarmException NoRuntime(string path) => ProgramResolver.NotStarted(
        $"No .NET runtime was found to run PowerShell's '{path}'. Install .NET 10, or set DOTNET_ROOT to where it is.");
}
