using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Engine.Runs.Detached;
using Swarm.Engine.Sessions;
using Swarm.Execution.Scripts;

namespace Swarm.PowerShell.Commands;

/// <summary>A PowerShell of its own for what goes on after this session.</summary>
internal static class BackgroundShell
{
    /// <summary>Says how to have this PowerShell run a script and nothing else, with the text that it is given as its input.</summary>
    /// <param name="options">What the engine gets from the cmdlet.</param>
    /// <param name="script">The script.</param>
    /// <param name="instead">What to do where this PowerShell has no program.</param>
    /// <exception cref="SwarmException">It has none: another program hosts it (<c>UNEXPECTED</c>).</exception>
    public static DetachedProgram Compose(SessionOptions options, string script, string instead)
    {
        var path = options.PowerShellPath ?? throw new SwarmException(
            ErrorCode.Unexpected, $"This PowerShell has no program of its own that could go on in the background: {instead}.");
        var shell = PowerShellProgram.CommandOf(path);
        return new DetachedProgram(
            shell[0],
            [
                .. shell.Skip(1), "-NoLogo", "-NoProfile", "-NonInteractive", "-InputFormat", "Text", "-OutputFormat", "Text",
                "-EncodedCommand", Convert.ToBase64String(Encoding.Unicode.GetBytes(script)),
            ]);
    }

    /// <summary>The manifest of the module that a cmdlet belongs to.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    public static string FindModule(PSCmdlet cmdlet) =>
        Path.Combine(cmdlet.MyInvocation.MyCommand.Module?.ModuleBase ?? Path.GetDirectoryName(typeof(BackgroundShell).Assembly.Location)!, "Swarm.psd1");

    /// <summary>Writes a text as PowerShell's single-quoted string.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
