using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Errors;
using Swarm.Core.Time;
using Swarm.Cryptography.Keys;
using Swarm.Engine.Nodes;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Engine.Trust;
using Swarm.Execution.Episodes;
using Swarm.Storage.Locks;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Tests.Support;

/// <summary>A store of its own with keys of its own in a temporary folder, and sessions over it.</summary>
internal sealed class Scene : IDisposable
{
    private SwarmSession? _session;

    public Scene(string? folder = null)
    {
        Folder = folder ?? Directory.CreateTempSubdirectory("swarm-engine-").FullName;
        Directory.CreateDirectory(Root);
        Variables["SWARM_HOME"] = Home;
    }

    public string Folder { get; }

    public string Root => Path.Combine(Folder, "root");

    public string Home => Path.Combine(Folder, "home");

    public string Work => Path.Combine(Home, "work");

    public StoreLayout Layout => new(Root);

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public SwarmSession Session => _session ??= Open();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static void NeedUnix(params ReadOnlySpan<string> tools)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This step is a Unix program.");
        foreach (var tool in tools)
        {
            Assert.SkipUnless(Tool.Find(tool) is not null, $"{tool} is not here.");
        }
    }

    public static EpisodeStep Shell(string script) => new() { Command = ["sh", "-c", script] };

    public SwarmSession Open() => SwarmSession.OpenOrCreate(Options());

    /// <summary>Closes the scene's session; the next use opens another.</summary>
    public void Reopen()
    {
        _session?.Dispose();
        _session = null;
    }

    public SessionOptions Options() => new() { Root = Root, CurrentFolder = Folder, ReadVariable = Variables.GetValueOrDefault };

    public Store OpenStore(TimeSpan? patience = null)
    {
        var clock = new RecordedClock(TimeProvider.System);
        return Store.Open(Root, new StoreKeys(new KeyVault(Path.Combine(Home, "keys"), clock), KeyVault.DefaultName), clock, new LockPatience(patience ?? TimeSpan.FromSeconds(30)));
    }

    public Task<RunInfo> LaunchAsync(string script, string? label = null, string? workspace = null, string? state = null) =>
        Session.Runs.RunAsync(new RunRequest { Step = Shell(script), Label = label, Workspace = workspace, State = state }, Cancellation);

    public Task<RunInfo> ResumeAsync(string node, string script, string? label = null) =>
        Session.Runs.RunAsync(new RunRequest { Step = Shell(script), Label = label, Node = new NodeReference(node) }, Cancellation);

    public Task<RunInfo> RunAsync(RunRequest request) => Session.Runs.RunAsync(request, Cancellation);

    public async Task<SwarmException> RefusedAsync(RunRequest request, ErrorCode code)
    {
        var exception = await Assert.ThrowsAsync<SwarmException>(() => RunAsync(request));
        AssertClear(exception, code);
        return exception;
    }

    public static void AssertClear(SwarmException exception, ErrorCode code)
    {
        Assert.True(exception.ErrorCode == code, $"{exception.Code} and not {code.Name}: {exception.Message}");
        Assert.DoesNotContain('\n', exception.Message);
        Assert.InRange(exception.Message.Length, 20, 600);
    }

    public NodeRecord Node(string reference) => Session.Nodes.Get(new NodeReference(reference)).Record;

    public object? Scalar(string node, string sql) => Session.States.Query(new NodeReference(node), sql, parameters: null, limits: null, Cancellation).Single().Values[0];

    public string Export(string node)
    {
        var destination = Path.Combine(Folder, "export-" + Guid.NewGuid().ToString("N"));
        return Session.States.ExportWorkspace(new NodeReference(node), destination, Cancellation);
    }

    public async Task<string> LogAsync(string run)
    {
        var text = new StringBuilder();
        await foreach (var line in Session.Runs.ReadLogAsync(run, follow: false, access: null, Cancellation))
        {
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    public string Write(string path, string content)
    {
        var full = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    /// <summary>Every node restores, verifies to its root and reads; the head log holds; no run's folder, lock or half-written file is left.</summary>
    public void AssertSound(bool exports = true)
    {
        using var session = Open();
        foreach (var node in session.Nodes.List())
        {
            var reference = new NodeReference(node.Record.NodeId);
            session.States.Inspect(reference, Cancellation);
            if (exports)
            {
                var copy = session.States.ExportWorkspace(reference, Path.Combine(Folder, "sound-" + Guid.NewGuid().ToString("N")), Cancellation);
                TreeRemoval.Remove(copy);
            }

            var verdict = session.Trust.VerifyNode(reference, new VerifyRequest { Recurse = true }, Cancellation);
            Assert.True(verdict.IsValid, $"{node.Record.NodeId}: {verdict.Reason}");
        }

        var problems = session.Maintenance.Check(progress: null, Cancellation).Problems;
        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.InRange(session.Nodes.ListHeads().Count, session.Nodes.List().Count, int.MaxValue);
        AssertNothingLeft();
    }

    public void AssertNothingLeft()
    {
        Assert.Equal([], Leftovers());
    }

    public IReadOnlyList<string> Leftovers() =>
    [
        .. Directory.Exists(Work) ? Directory.EnumerateDirectories(Work) : [],
        .. new[] { Layout.Packs, Layout.Nodes }.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*.tmp")),
        .. Directory.Exists(Layout.Locks) ? Directory.EnumerateFiles(Layout.Locks, "*.holder") : [],
        .. new[] { Work, Layout.Locks }.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.owner")),
        .. new FileInfo(Layout.Catalog + "-journal") is { Exists: true, Length: > 0 } journal ? [journal.FullName] : Array.Empty<string>(),
    ];

    public static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    }

    public long StoreBytes() => new DirectoryInfo(Layout.Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    /// <summary>A digest of everything under a folder: names, kinds, modes, times, targets and contents.</summary>
    public static string HashTree(string folder, bool withTimes = true)
    {
        var text = new StringBuilder();
        Describe(new DirectoryInfo(folder), string.Empty);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Describe(DirectoryInfo directory, string prefix)
        {
            foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var isLink = entry.LinkTarget is not null;
                text.Append(prefix).Append(entry.Name).Append('|').Append(entry.LinkTarget).Append('|')
                    .Append(isLink || OperatingSystem.IsWindows() ? 0 : (int)entry.UnixFileMode).Append('|')
                    .Append(isLink || !withTimes ? 0 : entry.LastWriteTimeUtc.Ticks).Append('|');
                if (entry is FileInfo && !isLink)
                {
                    text.Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName))));
                }

                text.Append('\n');
                if (entry is DirectoryInfo inner && !isLink)
                {
                    Describe(inner, prefix + entry.Name + "/");
                }
            }
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        TreeRemoval.Remove(Folder);
    }
}
