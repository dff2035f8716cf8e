using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Heads;

namespace Swarm.Storage.Maintenance;

/// <summary>The longest head log that can be put together from the catalog and from its copy.</summary>
/// <param name="Envelopes">The signed entries.</param>
/// <param name="Entries">What they say.</param>
/// <param name="IsCopyWhole">Whether the copy is a beginning of it, so that it need not be written anew.</param>
internal sealed record HeadHistory(IReadOnlyList<DsseEnvelope> Envelopes, IReadOnlyList<HeadEntry> Entries, bool IsCopyWhole)
{
    /// <summary>Puts the log together.</summary>
    /// <param name="lines">The lines of the copy.</param>
    /// <param name="rows">The rows of the catalog.</param>
    /// <param name="storeId">The store's id; null for that of the first entry.</param>
    /// <param name="key">The operator's key.</param>
    /// <param name="note">Told what does not hold.</param>
    public static HeadHistory Recover(
        IReadOnlyList<byte[]> lines, IReadOnlyList<byte[]> rows, string? storeId, VerificationKey key, Action<string> note)
    {
        var copy = lines.Select(line => Read(line, storeId, key)).ToArray();
        var log = rows.Select(row => Read(row, storeId, key)).ToArray();
        var (byCopy, byLog) = (Chain([.. copy, .. log]), Chain([.. log, .. copy]));
        var chain = byLog.Count > byCopy.Count ? byLog : byCopy;
        var kept = chain.Select(link => link.Digest).ToHashSet();
        if (copy.Concat(log).Any(link => link is null || !kept.Contains(link.Digest)))
        {
            note($"The head log holds up to entry {chain.Count}; what is damaged in a copy of it, or does not follow, was put aside.");
        }

        var isWhole = lines.Count <= chain.Count && lines.Zip(chain).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.Envelope.Serialize()));
        return new HeadHistory([.. chain.Select(link => link.Envelope)], [.. chain.Select(link => link.Entry)], isWhole);
    }

    private static Link? Read(byte[] bytes, string? storeId, VerificationKey key)
    {
        try
        {
            var envelope = DsseEnvelope.Parse(bytes);
            var payload = envelope.DecodePayload();
            var entry = HeadLog.ReadEntry(payload);
            return string.Equals(envelope.PayloadType, HeadLog.PayloadType, StringComparison.Ordinal) && envelope.Verify(key) is not null
                && string.Equals(storeId ?? entry.StoreId, entry.StoreId, StringComparison.Ordinal)
                ? new Link(Normalize(envelope, key), entry, Digest.Compute(payload))
                : null;
        }
        catch (SwarmException)
        {
            return null;
        }
    }

    /// <summary>The envelope as its signer wrote it: what a signature does not cover may have been changed.</summary>
    private static DsseEnvelope Normalize(DsseEnvelope envelope, VerificationKey key) => envelope with
    {
        Signatures = [(envelope.Signatures.First(signature => (envelope with { Signatures = [signature] }).Verify(key) is not null)) with { KeyId = key.KeyId }],
    };

    /// <summary>Follows the entries from the first; where two follow one, the earlier in the list is taken.</summary>
    private static List<Link> Chain(IReadOnlyList<Link?> links)
    {
        var chain = new List<Link>();
        var next = links.OfType<Link>().ToLookup(link => (link.Entry.Sequence, link.Entry.Previous));
        while (next[(chain.Count + 1, chain.Count == 0 ? null : chain[^1].Digest)].FirstOrDefault() is { } link
            && (chain.Count == 0 || string.Equals(link.Entry.StoreId, chain[0].Entry.StoreId, StringComparison.Ordinal)))
        {
            chain.Add(link);
        }

        return chain;
    }

    private sealed record Link(DsseEnvelope Envelope, HeadEntry Entry, Digest Digest);
}
