using Swarm.Core.Errors;
using Swarm.Storage.Stores;

namespace Swarm.Storage.Maintenance;

/// <summary>Opens the operator's keys and the store's secret, and holds <c>store.json</c> against its signed copy.</summary>
internal sealed class DescriptionAudit(Store store, Action<StoreProblem> report)
{
    public void Run()
    {
        var name = Path.GetFileName(store.Layout.Document);
        Try(StoreProblemKind.Key, store.Keys.Public.Name, () => _ = store.Keys.Signing);
        Try(StoreProblemKind.Key, store.Keys.Public.Name, () => _ = store.Keys.Sealing);
        Try(StoreProblemKind.Description, name, () => _ = store.ChunkKeys);
        if (FindDifference(store) is { } difference)
        {
            report(new StoreProblem(StoreProblemKind.Description, name, difference));
        }

        if (File.Exists(store.Layout.SignedDocument) && !IsCopyWritten())
        {
            report(new StoreProblem(StoreProblemKind.Description, Path.GetFileName(store.Layout.SignedDocument), "The signed copy of store.json is not what the operator signed."));
        }
    }

    /// <summary>Says how the store's description differs from what the operator signed; null where it does not.</summary>
    public static string? FindDifference(Store store) =>
        SignedDescription.TryRead(store.Layout, store.Keys.Public.VerificationKey) is { } signed && signed != store.Document
            ? "The store.json differs from its signed copy"
            : null;

    private bool IsCopyWritten()
    {
        try
        {
            return SignedDescription.TryRead(store.Layout, store.Keys.Public.VerificationKey) is { } document
                && SignedDescription.Sign(document, store.Keys.Signing).AsSpan().SequenceEqual(File.ReadAllBytes(store.Layout.SignedDocument));
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Try(StoreProblemKind kind, string subject, Action look)
    {
        try
        {
            look();
        }
        catch (SwarmException exception)
        {
            report(new StoreProblem(kind, subject, exception.Message));
        }
    }
}
