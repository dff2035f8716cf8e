using Swarm.Engine.Bundles;
using Swarm.Engine.Nodes;
using Swarm.Engine.Tests.Support;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Tests.Damages;

/// <summary>A small store with a node of every kind, made once: a launch, a resume, a fork, a run from the fork that failed, an import, a removed node.</summary>
public sealed class SoundStore : IAsyncLifetime
{
    /// <summary>How the name of harm begins that meets only what a removed node had: nothing needs that, nor has anybody its key.</summary>
    internal const string OfRemovedNode = "a removed node's";

    private Scene? _scene;

    /// <summary>The folder with the store's root and the user's home.</summary>
    public string Folder => _scene!.Folder;

    internal StoreLayout Layout => _scene!.Layout;

    /// <summary>What each node holds that is there.</summary>
    public Dictionary<string, string> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>The node that is resumed.</summary>
    public string Tip { get; private set; } = string.Empty;

    /// <summary>All that the catalog says.</summary>
    public string CatalogRows { get; private set; } = string.Empty;

    /// <summary>The records that only the removed node had, in hexadecimal.</summary>
    public IReadOnlyList<string> LooseRecords { get; private set; } = [];

    /// <summary>Whether a pack has such records alone.</summary>
    /// <param name="pack">Its path in the folder.</param>
    public bool IsLoose(string pack)
    {
        var bytes = Convert.ToHexString(File.ReadAllBytes(Path.Combine(Folder, pack)));
        return LooseRecords.Any(record => bytes.Contains(record, StringComparison.Ordinal));
    }

    /// <summary>The catalog and the head log as they were before the last two nodes.</summary>
    public byte[] OlderCatalog { get; private set; } = [];

    public byte[] OlderHeads { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var scene = _scene = new Scene();
        await scene.LaunchAsync("head -c 3000 /dev/urandom > random; yes text | head -500 > text; mkdir sub; echo x > sub/x", "base");
        var records = CatalogDamages.Records(scene.Layout.Catalog);
        var removed = await scene.ResumeAsync("base", "head -c 2000 /dev/urandom > gone", "gone");
        LooseRecords = [.. CatalogDamages.Records(scene.Layout.Catalog).Except(records)];
        scene.Session.Nodes.Remove(new NodeReference(removed.Record.NodeId!));
        var bundle = await scene.Session.Bundles.ExportAsync(new NodeReference("base"), new ExportBundleRequest { Destination = Path.Combine(scene.Folder, "base.age") }, Scene.Cancellation);
        scene.Reopen();
        (OlderCatalog, OlderHeads) = (File.ReadAllBytes(scene.Layout.Catalog), File.ReadAllBytes(scene.Layout.Heads));
        Tip = (await scene.ResumeAsync("base", "echo second >> text; echo answer > $SWARM_OUTPUT", "main")).Record.NodeId!;
        scene.Session.Nodes.Fork(new NodeReference(Tip), "careful");
        await Record.ExceptionAsync(() => scene.ResumeAsync("careful", "echo third >> text; exit 3"));
        await scene.Session.Bundles.ImportAsync(new ImportBundleRequest { Path = bundle.Path!, Label = "imported" }, Scene.Cancellation);
        foreach (var node in scene.Session.Nodes.List())
        {
            Contents[node.Record.NodeId] = StoreCopy.Read(scene.Session, node.Record.NodeId)!;
        }

        scene.Reopen();
        CatalogRows = CatalogDamages.Dump(scene.Layout.Catalog)!;
        File.Delete(Path.Combine(scene.Folder, "base.age"));
        Directory.Delete(scene.Work, recursive: true);
    }

    public ValueTask DisposeAsync()
    {
        _scene?.Dispose();
        return ValueTask.CompletedTask;
    }
}
