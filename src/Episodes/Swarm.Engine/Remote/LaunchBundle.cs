using Swarm.Core.Identifiers;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Sessions;
using Swarm.Execution.Episodes;
using Swarm.Execution.Folders;
using Swarm.Storage.Bundles;
using Swarm.Storage.Locks;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>Makes the bundle of what a remote launch starts with: a root of its own, in a store that is gone again afterwards.</summary>
internal static class LaunchBundle
{
    public static ExportedBundle Make(SwarmSession session, EpisodeRequest request, BundleExport template, CancellationToken cancellationToken)
    {
        var random = session.Options.Random;
        using var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create("inputs-", random));
        var root = Path.Combine(folder.Path, "store");
        var keys = new StoreKeys("inputs", SigningKey.Create(random), AgeIdentity.Create(random), session.Options.Time.GetUtcNow());
        Store.Create(root, keys, random, session.Clock);
        using var store = Store.Open(root, keys, session.Clock, new LockPatience(TimeSpan.FromSeconds(30)));
        var host = new EpisodeHost(store, session.Configuration.WorkFolder!, random, session.Options.Time, PinnedTime: null, SessionOptions.Version);
        var node = LaunchInputs.Take(host, folder, request, cancellationToken);
        return BundleExporter.Export(store, template with { Node = node }, random, cancellationToken);
    }
}
