using System.Globalization;
using Swarm.Core.Errors;
using Swarm.Execution.Policies;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Confinement;

/// <summary>
/// What a confined step sees, in the order in which it is built on an empty root. The supervisor or bubblewrap carries it out.
/// </summary>
internal sealed partial class MountPlan
{
    /// <summary>The machine's name inside.</summary>
    public const string HostName = "swarm";

    private const string DefaultHome = "/home/step";
    private const string AnyoneSticky = "1777";
    private const string OwnerAlone = "700";

    private const string Hosts = "127.0.0.1 localhost\n::1 localhost\n";

    // Names are those of the hosts file: nothing in here is asked over a socket.
    private const string NameServices =
        "passwd: files\ngroup: files\nshadow: files\nhosts: files\nnetworks: files\nprotocols: files\nservices: files\n";

    private const int MostInterpreters = 5;

    private static readonly string UserHome =
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? home : "/root";

    private readonly SortedDictionary<string, MountEntry> _entries = new(Comparer<string>.Create(ComparePaths));
    private readonly List<MountEntry> _locks = [];
    private readonly long? _privateBytes;
    private readonly StepFolders _folders;

    private MountPlan(long? privateBytes, StepFolders folders) => (_privateBytes, _folders) = (privateBytes, folders);

    /// <summary>The entries.</summary>
    public IEnumerable<MountEntry> Entries => _entries.Values.Concat(_locks);

    /// <summary>The step's home.</summary>
    public string Home { get; private set; } = DefaultHome;

    /// <summary>Plans.</summary>
    /// <param name="command">The step.</param>
    /// <param name="program">Its program.</param>
    /// <param name="options">Within what it runs.</param>
    /// <param name="host">The program that runs the supervisor.</param>
    /// <param name="files">A folder for files that are to be shown in the place of the system's.</param>
    /// <exception cref="SwarmException">
    /// What is to be shown is not there, or cannot be shown (<c>SANDBOX_UNAVAILABLE</c>).
    /// </exception>
    public static MountPlan Create(StepCommand command, ResolvedProgram program, StepOptions options, string host, string files)
    {
        var confinement = options.Confinement!;
        var plan = new MountPlan(confinement.PrivateFolderBytes ?? options.MemoryLimitBytes, command.Folders);
        plan.AddPrivateFolders(command);
        plan.AddDevices();
        plan.AddProcesses();
        foreach (var path in SystemPaths.Programs.Concat(SystemPaths.Configuration))
            plan.Show(MountKind.ReadOnly, path);

        plan.Replace("/etc/hosts", Hosts, files);
        plan.Replace("/etc/nsswitch.conf", NameServices, files);
        plan.ShowFolderOf(host, options);
        if (PowerShellProgram.Runs(program, command.PowerShellPath))
            plan.ShowFolderOf(command.PowerShellPath!, options);

        plan.ShowProgram(program.Path, options);
        plan.ShowProgram(program.File, options);
        foreach (var path in options.AllowedPrograms ?? [])
            plan.Show(MountKind.ReadOnly, path);

        foreach (var path in confinement.ReadablePaths)
            plan.Require(MountKind.ReadOnly, path);

        foreach (var path in confinement.WritablePaths)
            plan.Require(MountKind.Writable, path);

        plan.PlaceFolders();
        plan.RemoveWhatShowsAnyway();
        plan.Lock();
        return plan;
    }

    private void AddPrivateFolders(StepCommand command)
    {
        foreach (var path in new[] { "/tmp", "/var/tmp", "/run", "/dev/shm" })
            AddTemporary(path, AnyoneSticky);

        if (command.Environment.GetValueOrDefault("HOME") is { Length: > 1 } home && Path.IsPathFullyQualified(home) && !IsPrivate(home)
            && (PathResolution.Follow(home).RealPath ?? Path.GetFullPath(home)) is var real && !_folders.Reserve(real))
            Home = real;

        if (!_entries.ContainsKey(Home))
            AddTemporary(Home, OwnerAlone);
    }

    private void AddTemporary(string path, string mode) => _entries[path] = new MountEntry(MountKind.Temporary, path, mode, _privateBytes);

    private void AddLink(string path, string target) => _entries[path] = new MountEntry(MountKind.Link, path, target);

    private void Replace(string path, string text, string files)
    {
        var file = Path.Combine(files, Path.GetFileName(path));
        File.WriteAllText(file, text);
        _entries[path] = new MountEntry(MountKind.ReadOnly, path, file);
    }

    private void PlaceFolders()
    {
        foreach (var folder in _folders.All)
        {
            var source = PathResolution.Follow(folder.Source).RealPath
                ?? throw ConfinementSupport.Unavailable($"The step's folder '{folder.Source}' is not there");
            _entries[folder.Path] = new MountEntry(folder.IsWritable ? MountKind.Writable : MountKind.ReadOnly, folder.Path, source);
        }
    }

    // What lies in the step's own folders is seen with them.
    private bool Show(MountKind kind, string path)
    {
        var (real, links) = PathResolution.Follow(path, _folders);
        if (real is null or "/" || !Path.IsPathFullyQualified(path))
            return false;

        var outside = links.Where(link => !_folders.Hold(link.Path)).ToList();
        if (!_folders.Hold(real) && outside.Select(link => link.Path).Append(real).Any(_folders.Reserve))
            throw Reserved(path);

        foreach (var (link, target) in outside)
            _entries.TryAdd(link, new MountEntry(MountKind.Link, link, target));

        if (_folders.Hold(real))
            return true;

        if (!_entries.TryGetValue(real, out var there) || there.Kind is MountKind.ReadOnly or MountKind.Temporary)
            _entries[real] = new MountEntry(kind, real, real);

        return true;
    }

    // These paths are this system's.
    private void Require(MountKind kind, string path)
    {
        if (Path.IsPathFullyQualified(path) && PathResolution.Follow(path) is var there
            && there.Links.Select(link => link.Path).Append(path).Append(there.RealPath ?? path).Any(_folders.Reserve))
            throw Reserved(path);

        if (!Path.IsPathFullyQualified(path) || IsPrivate(path) || !Show(kind, path))
        {
            throw ConfinementSupport.Unavailable(
                $"The confined step is to see '{path}', which is not there, or is not an absolute path outside "
                + $"{string.Join(", ", SystemPaths.Private)}. Name what is there");
        }
    }

    private static SwarmException Reserved(string path) => ConfinementSupport.Unavailable(
        $"'{path}' lies in '{StepFolders.Root}', where a confined step sees its workspace and its other folders. Keep it elsewhere");

    private static bool IsPrivate(string path) =>
        PathResolution.Follow(path).RealPath is "/" || SystemPaths.Private.Any(folder => StepFolders.IsWithin(path, folder));

    // In a home, what lies beside a program can be anything, but for the parts of a .NET program or tool.
    private void ShowProgram(string file, StepOptions options)
    {
        var real = PathResolution.Follow(file, _folders).RealPath ?? file;
        if (_folders.Hold(real))
            Show(MountKind.ReadOnly, file);
        else if (RuntimeHost.FindToolFolder(real) is { } parts)
        {
            Show(MountKind.ReadOnly, file);
            Show(MountKind.ReadOnly, parts);
        }
        else if ((StepFolders.IsWithin(file, UserHome) || _folders.Hold(file)) && !RuntimeHost.IsManagedProgram(real))
            Show(MountKind.ReadOnly, file);
        else
            ShowFolderOf(file, options);

        for (var depth = 0; depth < MostInterpreters && ProgramImage.Read(_folders.Locate(file)).Interpreter is { } interpreter; depth++)
        {
            Show(MountKind.ReadOnly, interpreter);
            file = interpreter;
        }
    }

    // The folder in which a program lies holds its parts; but not where it is a home, or holds what is not the step's.
    private void ShowFolderOf(string file, StepOptions options)
    {
        Show(MountKind.ReadOnly, file);
        var folder = Path.GetDirectoryName(PathResolution.Follow(file, _folders).RealPath ?? file) ?? "/";
        string[] others = [options.LogPath, Path.GetTempPath(), UserHome, Home, "/etc", "/var", "/root", "/home"];
        var isHeld = others.Any(other => StepFolders.IsWithin(PathResolution.Follow(other).RealPath ?? other, folder));
        if (!isHeld && !IsPrivate(folder))
            Show(MountKind.ReadOnly, folder);
    }

    // What lies in a folder that is shown whole needs no entry of its own, unless it may be changed or not.
    private void RemoveWhatShowsAnyway()
    {
        foreach (var entry in _entries.Values.ToList())
        {
            var around = Around(entry.Path);
            var isShown = around is { Kind: MountKind.ReadOnly or MountKind.Writable } shown
                && string.Equals(shown.Source, shown.Path, StringComparison.Ordinal)
                && (entry.Kind == MountKind.Link || (entry.Kind == shown.Kind && string.Equals(entry.Source, entry.Path, StringComparison.Ordinal)));
            if (isShown || (entry.Kind == MountKind.Temporary && around is { Kind: MountKind.Writable }))
                _entries.Remove(entry.Path);
        }
    }

    private MountEntry? Around(string path)
    {
        while (Path.GetDirectoryName(path) is { } folder)
        {
            if (_entries.TryGetValue(folder, out var entry))
                return entry;

            path = folder;
        }

        return null;
    }

    private void Lock() => _locks.AddRange([new(MountKind.Lock, "/proc"), new(MountKind.Lock, "/dev"), new(MountKind.Lock, "/")]);

    // A folder comes before all that lies in it.
    private static int ComparePaths(string first, string second) =>
        string.CompareOrdinal(first.Replace('/', '\u0001'), second.Replace('/', '\u0001'));

    /// <summary>The entries as the supervisor reads them: each kind with its path, source and size, all ended by NUL.</summary>
    public IEnumerable<string> ToFields() => Entries.SelectMany(entry => new[]
    {
        ((char)entry.Kind).ToString(), entry.Path, entry.Source, entry.SizeBytes?.ToString(CultureInfo.InvariantCulture) ?? "-",
    });
}
