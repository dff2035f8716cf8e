using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Storage.Chunks;
using Swarm.Storage.Manifests;
using Swarm.Storage.Trees;

namespace Swarm.Storage.Snapshots;

/// <summary>Decides what a capture has to read, and gathers what was read.</summary>
internal sealed class CapturePlan
{
    private const int OwnerRead = 0b100_000_000;

    private readonly CaptureRequest _request;
    private readonly ChunkWriter _chunks;
    private readonly Dictionary<string, ManifestEntry> _knownEntries;
    private readonly List<ManifestEntry> _ready = [];
    private readonly List<FileCapture> _files = [];
    private readonly List<ManifestEntry> _otherNames = [];
    private readonly FileCapture? _log;
    private readonly FileCapture? _response;
    private readonly FileCapture? _receipts;
    private readonly ManifestEntry? _folder;

    public CapturePlan(CaptureRequest request, ChunkWriter chunks)
    {
        _request = request;
        _chunks = chunks;
        _knownEntries = request.Restored.Manifest.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        var folder = FileStatus.Read(request.WorkspaceFolder);
        _ = OwnerAccess.Give(request.WorkspaceFolder);
        var scanned = TreeScanner.Scan(request.WorkspaceFolder, LoadRules(request.WorkspaceFolder), opensFolders: true);
        var stateStatus = request.StateFile is null ? null : FileStatus.Read(request.StateFile);
        var firstNames = FileNames.FindFirst(scanned.Where(entry => entry.Refusal is null));
        LeaveOut(scanned, firstNames, stateStatus?.Size ?? request.StateEntry?.Size ?? 0);
        foreach (var entry in scanned)
        {
            Add(ManifestEntry.WorkspacePrefix + entry.Path, entry.FullPath, entry.Status, entry.LinkTarget, firstNames.GetValueOrDefault(entry.Path));
        }

        _folder = folder is { Kind: EntryKind.Directory } ? DraftFolder(folder.Value) : null;
        if (stateStatus is { } status)
        {
            Add(ManifestEntry.StatePath, request.StateFile!, status, linkTarget: null, firstName: null);
        }
        else if (request.StateEntry is { } kept)
        {
            _ready.Add(kept);
        }

        _log = MakeExtra("log", request.LogFile);
        _response = MakeExtra("response", request.ResponseFile);
        _receipts = MakeExtra("receipts", request.ReceiptsFile);
    }

    public List<string> OverLimit { get; } = [];

    public List<RefusedPath> Refused { get; } = [];

    public List<string> WithoutAttributes { get; } = [];

    public string? RulesProblem { get; private set; }

    public long BytesRead { get; private set; }

    public IEnumerable<Action> Work() => _files.Concat(new[] { _log, _response, _receipts }.OfType<FileCapture>()).SelectMany(file => file.Work());

    public Manifest Complete()
    {
        Refused.AddRange(_files.Where(file => file.Refusal is not null).Select(file => new RefusedPath(file.Name, file.Refusal!)));
        var entries = _ready.Concat(_files.Select(file => file.Entry).OfType<ManifestEntry>()).ToList();
        if (_otherNames.Count > 0)
        {
            // Other names of a file that cannot be read are left out with it, which is named.
            var byPath = entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
            entries.AddRange(_otherNames.Where(name => byPath.ContainsKey(name.HardLinkOf!))
                .Select(name => byPath[name.HardLinkOf!] with { Path = name.Path, HardLinkOf = name.HardLinkOf }));
        }

        entries.Sort(static (left, right) => PathOrder.Instance.Compare(left.Path, right.Path));
        return new Manifest(entries, _log?.Entry, _response?.Entry, _receipts?.Entry) { Folder = _folder };
    }

    // What a step left must not cost its work: it is told instead.
    private IgnoreRules LoadRules(string folder)
    {
        try
        {
            using var access = OwnerAccess.Lend(Path.Combine(folder, TreeScanner.IgnoreFile));
            return IgnoreRules.Load(folder);
        }
        catch (SwarmException exception)
        {
            RulesProblem = exception.Message;
            return IgnoreRules.None;
        }
    }

    private void LeaveOut(List<TreeEntry> scanned, IReadOnlyDictionary<string, string> firstNames, long stateSize)
    {
        Refused.AddRange(scanned.Where(entry => entry.Refusal is not null).Select(entry => new RefusedPath(entry.Path, entry.Refusal!)));
        scanned.RemoveAll(entry => entry.Refusal is not null);
        var total = stateSize + scanned.Where(entry => !firstNames.ContainsKey(entry.Path)).Sum(entry => entry.Status.Size);
        if (total <= _request.LimitBytes)
        {
            return;
        }

        foreach (var entry in scanned.Where(entry => entry.Status.Size > 0 && !firstNames.ContainsKey(entry.Path))
            .OrderByDescending(entry => entry.Status.Size).ThenBy(entry => entry.Path, PathOrder.Instance))
        {
            OverLimit.Add(entry.Path);
            total -= entry.Status.Size;
            if (total <= _request.LimitBytes)
            {
                break;
            }
        }

        // A file that is left out goes with all its names.
        var left = OverLimit.ToHashSet(StringComparer.Ordinal);
        OverLimit.AddRange(scanned.Select(entry => entry.Path).Where(path => firstNames.TryGetValue(path, out var first) && left.Contains(first)));
        scanned.RemoveAll(entry => left.Contains(firstNames.GetValueOrDefault(entry.Path, entry.Path)));
    }

    private void Add(string path, string fullPath, in FileStatus status, string? linkTarget, string? firstName)
    {
        var known = _knownEntries.GetValueOrDefault(path);
        var draft = new ManifestEntry
        {
            Path = path,
            Kind = status.Kind,
            Mode = status.Kind == EntryKind.Link ? 0 : status.Mode ?? ModeWithout(known, status.Kind),
            Modified = status.Modified,
            LinkTarget = linkTarget,
        };
        if (firstName is not null)
        {
            _otherNames.Add(draft with { HardLinkOf = ManifestEntry.WorkspacePrefix + firstName });
        }
        else if (status.Kind != EntryKind.File)
        {
            _ready.Add(draft with { Attributes = ReadAttributes(draft, fullPath, known) });
        }
        else if (known is { Kind: EntryKind.File } && IsUntouched(path, status))
        {
            _ready.Add(known with { Mode = draft.Mode, HardLinkOf = null });
        }
        else
        {
            BytesRead += status.Size;
            var readable = Readable(fullPath, status);
            _files.Add(new FileCapture(_chunks, fullPath, readable, draft with { Attributes = ReadAttributes(draft, fullPath, known) }, known));
        }
    }

    private ManifestEntry DraftFolder(in FileStatus status)
    {
        var known = _request.Restored.Manifest.Folder;
        var draft = new ManifestEntry
        {
            Path = Manifest.FolderPath,
            Kind = EntryKind.Directory,
            Mode = status.Mode ?? ModeWithout(known, EntryKind.Directory),
            Modified = status.Modified,
        };
        return draft with { Attributes = ReadAttributes(draft, _request.WorkspaceFolder, known) };
    }

    /// <summary>Reads extended attributes. Where the platform or the file system has none, those that the parent had survive.</summary>
    private IReadOnlyList<ExtendedAttribute> ReadAttributes(ManifestEntry draft, string fullPath, ManifestEntry? known)
    {
        if (draft.Kind == EntryKind.Link || string.Equals(draft.Path, ManifestEntry.StatePath, StringComparison.Ordinal))
        {
            return [];
        }

        if (known?.Kind == draft.Kind && (OperatingSystem.IsWindows() || _request.Restored.WithoutAttributes.Contains(draft.Path)))
        {
            return known.Attributes;
        }

        if (ExtendedAttributes.Read(fullPath) is { } attributes)
        {
            return attributes;
        }

        WithoutAttributes.Add(draft.Path);
        return [];
    }

    // A step may leave what even its owner may not read. The draft keeps the mode that it had.
    private static FileStatus Readable(string fullPath, in FileStatus status) =>
        status.Mode is { } mode && (mode & OwnerRead) == 0 && OwnerAccess.Give(fullPath) ? FileStatus.Read(fullPath) ?? status : status;

    private bool IsUntouched(string path, in FileStatus status) =>
        status.Identity is { } now
        && _request.Restored.Identities.TryGetValue(path, out var before)
        && now == before
        && now.ChangedNanoseconds < _request.UntouchedBeforeNanoseconds;

    private FileCapture? MakeExtra(string path, string? fullPath) =>
        fullPath is not null && FileStatus.Read(fullPath) is { Kind: EntryKind.File } status
            ? new FileCapture(_chunks, fullPath, Readable(fullPath, status), new ManifestEntry { Path = path, Kind = EntryKind.File, Mode = ManifestEntry.DefaultFileMode }, known: null)
            : null;

    // Where the platform has no modes, those that the parent had survive.
    private static int ModeWithout(ManifestEntry? known, EntryKind kind) => known?.Kind == kind ? known.Mode
        : kind == EntryKind.Directory ? ManifestEntry.DefaultDirectoryMode : ManifestEntry.DefaultFileMode;
}
