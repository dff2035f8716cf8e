using Swarm.Execution.Steps;

namespace Swarm.Execution.Policies;

/// <summary>A policy's list of programs, and the files that it stands for on this system.</summary>
internal sealed class ProgramList
{
    private readonly HashSet<string> _names;
    private readonly HashSet<string> _identities;

    /// <summary>Looks up the files.</summary>
    /// <param name="entries">Names and whole paths.</param>
    /// <param name="command">The step, in whose <c>PATH</c> names are looked up.</param>
    public ProgramList(IReadOnlyList<string> entries, StepCommand command)
    {
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        _names = entries.Where(IsName).Select(ProgramGate.NameOf).ToHashSet(comparer);
        var paths = entries.SelectMany(entry => IsName(entry) ? ProgramResolver.FindAll(command, entry) : Path.IsPathFullyQualified(entry) ? [entry] : []);
        Files = [.. paths.Select(path => ProgramFile.Find(path, command.Folders)).OfType<ProgramFile>().DistinctBy(file => file.Identity, StringComparer.Ordinal)];
        NamesStepFolders = entries.Any(entry => !IsName(entry) && Path.IsPathFullyQualified(entry) && command.Folders.Hold(entry));
        _identities = Files.Select(file => file.Identity).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<ProgramFile> Files { get; }

    /// <summary>Whether a path of the list lies in one of the step's own folders, of which the files come with the workspace.</summary>
    public bool NamesStepFolders { get; }

    /// <summary>Whether a file is one of them.</summary>
    public bool Has(ProgramFile file) => _identities.Contains(file.Identity);

    /// <summary>Whether the list has a name.</summary>
    public bool HasName(string name) => _names.Contains(name);

    private static bool IsName(string entry) => entry.AsSpan().IndexOfAny('/', '\\') < 0;
}
