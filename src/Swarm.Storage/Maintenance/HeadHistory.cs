using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Heads;

namespace Swarm.Storage.Maintenance;

/// <summary>The longest head log that still holds, from the catalog or from its copy.</summary>
/// <param name="Envelopes">The signed entries.</param>
/// <param name="Entries">What they say.</param>
/// <param name="IsCopyWhole">Whether the copy is a beginning of it, so that it need not be written anew.</param>
internal sealed record HeadHistory(IReadOnlyList<DsseEnvelope> Envelopes, IReadOnlyList<HeadEntry> Entries, bool IsCopyWhole)
{
    public static HeadHistory Recover(string file, IReadOnlyList<DsseEnvelope> catalogued, string storeId, VerificationKey key, Action<string> note)
    {
        var (lines, lineCount) = ReadLines(file);
        var copy = Valid(lines, storeId, key);
        var log = Valid(catalogued, storeId, key);
        var (envelopes, entries) = copy.Count >= log.Count ? (lines, copy) : (catalogued, log);
        if (copy.Count < lineCount || log.Count < catalogued.Count)
        {
            note($"The head log holds up to entry {entries.Count}; what came after it in a damaged copy was put aside.");
        }

        var isPrefix = copy.Count == lineCount && lines.Zip(envelopes).All(pair => pair.First.Serialize().AsSpan().SequenceEqual(pair.Second.Serialize()));
        return new HeadHistory([.. envelopes.Take(entries.Count)], entries, isPrefix);
    }

    private static List<HeadEntry> Valid(IReadOnlyList<DsseEnvelope> envelopes, string storeId, VerificationKey key)
    {
        try
        {
            return [.. HeadLog.ReadValid(envelopes, [key]).Select(record => record.Entry).TakeWhile(entry => string.Equals(entry.StoreId, storeId, StringComparison.Ordinal))];
        }
        catch (SwarmException)
        {
            return envelopes.Count == 0 ? [] : Valid([.. envelopes.Take(envelopes.Count - 1)], storeId, key);
        }
    }

    /// <returns>The entries up to the first line that is none, and the number of lines.</returns>
    private static (List<DsseEnvelope> Envelopes, int Lines) ReadLines(string file)
    {
        var envelopes = new List<DsseEnvelope>();
        var lines = File.Exists(file) ? File.ReadAllText(file).Split('\n')[..^1] : [];
        try
        {
            envelopes.AddRange(lines.Select(line => DsseEnvelope.Parse(System.Text.Encoding.UTF8.GetBytes(line))));
        }
        catch (SwarmException)
        {
            // What was read before it stays.
        }

        return (envelopes, lines.Length);
    }
}
