using Swarm.Core.Contracts;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;
using Swarm.Execution.Episodes;
using Swarm.Storage.Bundles;
using Swarm.Storage.Manifests;
using Swarm.Storage.Nodes;
using Swarm.Storage.Stores;

namespace Swarm.Engine.Remote;

/// <summary>
/// Writes what leaves a runner. Contents and capabilities are sealed to the operator; the run spec and the policy are left out,
/// because the operator has them, and what is not there can be neither read nor exchanged.
/// </summary>
internal sealed class ArtifactWriter(Store store, RandomSource random, AgeRecipient recipient)
{
    private static readonly string[] Open = [NodeFiles.Certificate, NodeFiles.Attestation, NodeFiles.Node, NodeFiles.Result];

    /// <summary>Writes the folder, whole or not at all.</summary>
    public void Write(EpisodeResult result, string folder, string? locator, CancellationToken cancellationToken)
    {
        var temporary = $"{folder}.{Guid.NewGuid():N}.tmp";
        DurableFile.CreateDirectory(temporary);
        try
        {
            WriteInto(temporary, result.Node, locator ?? FileAddress.Of(Path.Combine(folder, ArtifactFiles.Bundle)), cancellationToken);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(temporary, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(folder, exception);
        }
        finally
        {
            TreeRemoval.TryRemove(temporary);
        }
    }

    private void WriteInto(string folder, NodeRecord node, string locator, CancellationToken cancellationToken)
    {
        foreach (var name in Open)
        {
            File.Copy(store.Layout.NodeFile(node.NodeId, name), Path.Combine(folder, name));
        }

        using var state = store.OpenCapability(node, RatchetKind.State);
        using var net = store.OpenCapability(node, RatchetKind.Net);
        var tokens = new NextTokens
        {
            NodeId = node.NodeId,
            RatchetStep = node.RatchetStep,
            StateCap = Store.Seal(state, recipient, random),
            NetCap = Store.Seal(net, recipient, random),
        };
        DurableFile.WriteNew(Path.Combine(folder, ArtifactFiles.NextTokens), CanonicalJson.Serialize(tokens, ContractJson.Default.NextTokens));
        var export = new BundleExport { Node = node, Destination = Path.Combine(folder, ArtifactFiles.Bundle), Recipients = [recipient] };
        var bundle = BundleExporter.Export(store, export, random, cancellationToken);
        var named = bundle.Locator with { Locator = locator };
        DurableFile.WriteNew(Path.Combine(folder, ArtifactFiles.BundleLocator), CanonicalJson.Serialize(named, ContractJson.Default.BundleLocator));
        var manifest = store.ReadManifest(node, state);
        SealFile(manifest.Log, Path.Combine(folder, ArtifactFiles.Log));
        SealFile(manifest.Response, Path.Combine(folder, ArtifactFiles.Response));
        SealFile(manifest.Receipts, Path.Combine(folder, ArtifactFiles.Receipts));
    }

    private void SealFile(ManifestEntry? entry, string path)
    {
        if (entry is null)
        {
            return;
        }

        using var file = DurableFile.Create(path);
        using var age = AgeEncryptor.OpenWrite(file, [recipient], random);
        foreach (var piece in store.ReadFile(entry))
        {
            age.Write(piece);
        }
    }
}
