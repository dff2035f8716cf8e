using Swarm.Core.Identifiers;
using Swarm.Cryptography.Ratchet;
using Swarm.Engine.Sessions;
using Swarm.Execution.Folders;
using Swarm.State.Checking;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.States;

/// <summary>A node's database in a folder of its own, for as long as it is looked into.</summary>
internal sealed class ExtractedState : IDisposable
{
    private readonly RunFolder _folder;

    private ExtractedState(RunFolder folder, Manifest manifest) => (_folder, Manifest) = (folder, manifest);

    public string Path => _folder.StateFile;

    public Manifest Manifest { get; }

    /// <summary>Names a file outside that is made from it, to be removed after a kill.</summary>
    public void NoteOutside(string path) => _folder.NoteOutside(path);

    public static ExtractedState Open(SwarmSession session, NodeRecord node, CancellationToken cancellationToken)
    {
        using var capability = session.Store.OpenCapability(node, RatchetKind.State);
        var manifest = session.Store.ReadManifest(node, capability);
        var folder = RunFolder.Create(session.Configuration.WorkFolder!, Identifier.Create(RunFolder.OutsidePrefix, session.Options.Random));
        try
        {
            session.Store.Restore(manifest, workspaceFolder: null, folder.StateFile, cancellationToken);
            if (!File.Exists(folder.StateFile))
            {
                StateDatabase.CreateEmpty(folder.StateFile);
            }

            return new ExtractedState(folder, manifest);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public void Dispose() => _folder.Dispose();
}
