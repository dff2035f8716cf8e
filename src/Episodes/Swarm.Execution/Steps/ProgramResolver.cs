using Swarm.Core.Errors;
using Swarm.Execution.Scripts;

namespace Swarm.Execution.Steps;

/// <summary>Finds the program of a step as a shell would.</summary>
internal static class ProgramResolver
{
    private const string DefaultPath = "/usr/local/bin:/usr/bin:/bin";
    private const string DefaultExtensions = ".COM;.EXE;.BAT;.CMD";
    private const string ScriptExtension = ".ps1";
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Finds the program.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="SwarmException">It is not to be found or not to be executed (<c>STEP_NOT_STARTED</c>).</exception>
    public static ResolvedProgram Resolve(StepCommand command)
    {
        if (command.Program.Length == 0)
            throw NotStarted("The step names no program. Give the program's name or path.");

        if (!Directory.Exists(command.Folders.Locate(command.WorkingDirectory)))
            throw NotStarted($"The step's working directory '{command.WorkingDirectory}' is not there.");

        var isPath = command.Program.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        string? refused = null;
        foreach (var candidate in isPath ? Spellings(command, "") : SearchPath(command))
        {
            if (!File.Exists(command.Folders.Locate(candidate)))
                continue;

            if (IsExecutable(candidate, command))
                return Complete(candidate, command);

            refused ??= candidate;
        }

        throw NotStarted(refused is not null
            ? $"The step's program '{command.Program}' is no executable: '{refused}' lacks the permission. Run chmod +x on it, or "
                + "name its interpreter."
            : $"The step's program '{command.Program}' was not found. A bare name is looked up in PATH, one with a separator from "
                + $"'{command.WorkingDirectory}'. Install it, or give its path.");
    }

    /// <summary>Finds every program of a name in the folders of <c>PATH</c> that do not depend on where the step is.</summary>
    /// <param name="command">The step.</param>
    /// <param name="name">The name.</param>
    public static IEnumerable<string> FindAll(StepCommand command, string name)
    {
        var named = command with { Program = name };
        return Folders(command)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => Spellings(named, folder))
            .Where(path => File.Exists(command.Folders.Locate(path)) && IsExecutable(path, named));
    }

    /// <summary>The error of a step that could not be started.</summary>
    /// <param name="message">The message.</param>
    public static SwarmException NotStarted(string message) => new(ErrorCode.StepNotStarted, message);

    // An empty or relative entry of PATH counts from the working directory.
    private static IEnumerable<string> SearchPath(StepCommand command) =>
        Folders(command).SelectMany(folder => Spellings(command, folder));

    private static string[] Folders(StepCommand command) =>
        (Variable(command, "PATH") ?? (OperatingSystem.IsWindows() ? "" : DefaultPath)).Split(Path.PathSeparator);

    private static IEnumerable<string> Spellings(StepCommand command, string folder)
    {
        var path = Path.GetFullPath(Path.Combine(folder, command.Program), command.WorkingDirectory);
        if (!OperatingSystem.IsWindows())
            return [path];

        var extensions = (Variable(command, "PATHEXT") ?? DefaultExtensions).Split(';', StringSplitOptions.RemoveEmptyEntries);
        var extension = Path.GetExtension(path);
        return extensions.Append(ScriptExtension).Contains(extension, StringComparer.OrdinalIgnoreCase)
            ? [path]
            : extensions.Select(suffix => path + suffix);
    }

    private static string? Variable(StepCommand command, string name) =>
        OperatingSystem.IsWindows()
            ? command.Environment.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
            : command.Environment.GetValueOrDefault(name);

    private static bool IsExecutable(string path, StepCommand command) =>
        OperatingSystem.IsWindows()
        || IsPowerShellScript(path, command)
        || (File.GetUnixFileMode(command.Folders.Locate(path)) & AnyExecute) != UnixFileMode.None;

    private static bool IsPowerShellScript(string path, StepCommand command) =>
        command.PowerShellPath is not null && path.EndsWith(ScriptExtension, StringComparison.OrdinalIgnoreCase);

    private static ResolvedProgram Complete(string path, StepCommand command)
    {
        if (IsPowerShellScript(path, command))
        {
            var shell = PowerShellProgram.CommandOf(command.PowerShellPath!);
            return new ResolvedProgram(
                path, shell[0], [.. shell.Skip(1), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", path, .. command.Arguments]);
        }

        if (!OperatingSystem.IsWindows())
            return new ResolvedProgram(path, path, command.Arguments);

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".BAT" or ".CMD" => BatchCommand.Create(path, command),
            ".PS1" => throw NotStarted($"The step's program '{command.Program}' is a PowerShell script, and no 'pwsh' is in PATH. "
                + "Install PowerShell 7.6 or later."),
            _ => new ResolvedProgram(path, path, command.Arguments),
        };
    }
}
