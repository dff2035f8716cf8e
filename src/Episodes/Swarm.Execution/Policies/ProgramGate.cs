using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Policies;

/// <summary>
/// Holds programs against a policy's lists. A name stands for the files of that name in the step's <c>PATH</c>, and for a file
/// that is called so itself, not for a link of that name; a path stands for the file that it leads to. A program that others
/// run, a script say, needs each of them to be allowed too.
/// </summary>
/// <remarks>
/// It keeps a step from starting what it was not meant to start, not hostile code from running: an allowed interpreter runs any
/// code; so does the loader (<c>ld.so PROGRAM</c>), a program made in memory (<c>memfd_create</c>), and an allowed file that the
/// step itself can overwrite.
/// </remarks>
internal sealed class ProgramGate
{
    private const int MostInterpreters = 5;

    private static readonly string[] Extensions = [".exe", ".cmd", ".bat", ".com"];

    private readonly Policy _policy;
    private readonly StepCommand _command;
    private readonly ProgramList? _allowed;
    private readonly ProgramList _blocked;

    /// <summary>Looks up what the lists name.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="command">The step, whose <c>PATH</c> counts.</param>
    public ProgramGate(Policy policy, StepCommand command)
    {
        (_policy, _command) = (policy, command);
        _allowed = policy.Document.AllowedPrograms is { } allowed ? new ProgramList(allowed, command) : null;
        _blocked = new ProgramList(policy.Document.BlockedPrograms ?? [], command);
    }

    /// <summary>Refuses what can be refused before the step's workspace is there: all but a program in that workspace.</summary>
    /// <exception cref="SwarmException">The policy does not allow it (<c>POLICY_DENIED</c>).</exception>
    public void CheckEarly()
    {
        if (TryResolve() is { } program)
        {
            Check(program);
        }
        else
        {
            var name = Path.GetFileName(_command.Program);
            Require(!_blocked.HasName(name) && (_allowed is null || _allowed.HasName(name) || _allowed.NamesStepFolders), _command.Program, isBlocked: _blocked.HasName(name));
        }
    }

    /// <summary>Refuses a step that the policy does not allow.</summary>
    /// <returns>The only files that the step's processes may execute.</returns>
    /// <exception cref="SwarmException">The policy does not allow it (<c>POLICY_DENIED</c>).</exception>
    public IReadOnlyList<string> Check()
    {
        var own = Check(ProgramResolver.Resolve(_command));
        var files = (_allowed?.Files ?? []).Concat(own).Where(file => !_blocked.Has(file)).Select(file => file.RealPath);
        return [.. files.Concat(files.Select(FindLoader).OfType<string>()).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Takes from a name what a system adds to it.</summary>
    public static string NameOf(string path)
    {
        var name = Path.GetFileName(path);
        var extension = OperatingSystem.IsWindows() ? Array.Find(Extensions, end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) : null;
        return extension is null ? name : name[..^extension.Length];
    }

    private List<ProgramFile> Check(ResolvedProgram program)
    {
        var files = new List<ProgramFile>();
        foreach (var path in Named(program).Distinct(StringComparer.Ordinal))
        {
            Admit(path, files);
        }

        for (var depth = 0; depth < MostInterpreters && !OperatingSystem.IsWindows() && ProgramImage.Read(OnHost(files[^1])).Interpreter is { } interpreter; depth++)
        {
            Admit(Path.GetFullPath(interpreter, _command.WorkingDirectory), files);
        }

        if (FindRuntime(program, files[0]) is { } runtime)
        {
            Require(!_blocked.Has(runtime) && !_blocked.HasName(NameOf(runtime.RealPath)), runtime.RealPath, isBlocked: true, files[0].Paths[0]);
            files.Add(runtime);
        }

        return files;
    }

    // PowerShell that is an assembly is what the policy speaks of, and not the runtime that runs it and much else.
    private string[] Named(ResolvedProgram program) =>
        !IsAssemblyOfPowerShell(program) ? [program.File, program.Path]
        : string.Equals(program.File, program.Path, StringComparison.Ordinal) ? [_command.PowerShellPath!]
        : [program.File, _command.PowerShellPath!];

    // The start program of a .NET tool may start the runtime, as PowerShell's does.
    private ProgramFile? FindRuntime(ResolvedProgram program, ProgramFile first) =>
        IsAssemblyOfPowerShell(program) ? Find(program.Path)
        : RuntimeHost.FindToolFolder(OnHost(first)) is null ? null
        : ProgramResolver.FindAll(_command, RuntimeHost.Name).Select(Find).FirstOrDefault();

    private bool IsAssemblyOfPowerShell(ResolvedProgram program) =>
        PowerShellProgram.Runs(program, _command.PowerShellPath) && PowerShellProgram.IsAssembly(_command.PowerShellPath!);

    private void Admit(string path, List<ProgramFile> files)
    {
        var file = Find(path) ?? new ProgramFile(path, [path], path);
        var isBlocked = _blocked.Has(file) || file.Paths.Any(way => _blocked.HasName(NameOfProgram(way)));
        var isAllowed = _allowed is null || _allowed.Has(file) || _allowed.HasName(NameOfProgram(file.RealPath));
        Require(!isBlocked && isAllowed, path, isBlocked, files.Count > 0 ? files[0].Paths[0] : null);
        files.Add(file);
    }

    private static string NameOfProgram(string path) =>
        string.Equals(Path.GetFileName(path), PowerShellProgram.AssemblyFile, StringComparison.Ordinal) ? PowerShellProgram.Name : NameOf(path);

    private void Require(bool holds, string program, bool isBlocked, string? startedBy = null)
    {
        if (!holds)
        {
            var need = startedBy is null ? string.Empty : $", which runs '{startedBy}'";
            var remedy = isBlocked ? "take it from the policy's blocked_programs" : $"add '{NameOfProgram(program)}' to the policy's allowed_programs";
            throw new SwarmException(
                ErrorCode.PolicyDenied,
                $"The policy '{_policy}' does not allow the program '{program}'{need}: {remedy}, or run the step under another policy.");
        }
    }

    private ResolvedProgram? TryResolve()
    {
        try
        {
            var isInWorkspace = !Path.IsPathFullyQualified(_command.Program)
                && _command.Program.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
            return isInWorkspace ? null : ProgramResolver.Resolve(_command);
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.StepNotStarted)
        {
            // It may come with the workspace.
            return null;
        }
    }

    private string? FindLoader(string path) => ProgramImage.Read(_command.Folders.ToHost(path)).Loader is { } loader ? Find(loader)?.RealPath : null;

    private ProgramFile? Find(string path) => ProgramFile.Find(path, _command.Folders);

    private string OnHost(ProgramFile file) => _command.Folders.ToHost(file.RealPath);
}
