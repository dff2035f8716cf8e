using System.ComponentModel;
using System.Management.Automation;
using Swarm.Engine.Runs.Detached;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Secrets;

namespace Swarm.PowerShell.Runs;

/// <summary>The process of a run that goes on in the background, which -NoWait starts: a PowerShell of its own that calls this.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class DetachedRunHost
{
    /// <summary>Runs what was handed over.</summary>
    /// <param name="request">The line that was handed over.</param>
    /// <param name="shell">This PowerShell's program; null where it has none.</param>
    public static void Execute(string request, string? shell)
    {
        var options = new SessionOptions { CurrentFolder = Environment.CurrentDirectory, PowerShellPath = string.IsNullOrEmpty(shell) ? null : shell, SecretVaults = new SecretVaults() };
        DetachedRun.ExecuteAsync(options, request, Console.Out.WriteLine, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>What starts it.</summary>
    /// <param name="cmdlet">The cmdlet that was asked for the run.</param>
    /// <param name="options">What the engine gets from it.</param>
    internal static DetachedProgram ProgramOf(PSCmdlet cmdlet, SessionOptions options)
    {
        var shell = options.PowerShellPath is { } path ? BackgroundShell.Quote(path) : "$null";
        return BackgroundShell.Compose(
            options,
            $"$ErrorActionPreference = 'Stop'; Import-Module {BackgroundShell.Quote(BackgroundShell.FindModule(cmdlet))}; "
            + $"[{typeof(DetachedRunHost).FullName}]::Execute(@($input)[0], {shell})",
            "run without -NoWait");
    }
}
