using Swarm.Core.Concurrency;
using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Json;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;
using Swarm.Storage.Catalogs;
using Swarm.Storage.Nodes;

namespace Swarm.Storage.Heads;

/// <summary>
/// The signed, monotonic record of branch tips. The catalog's transaction adds an entry with what it tells of; a file
/// beside it repeats the log, to rebuild the catalog from and to copy elsewhere.
/// </summary>
public sealed class HeadLog
{
    /// <summary>The DSSE payload type of an entry.</summary>
    public const string PayloadType = "application/vnd.swarm.head+json";

    private const int MostLineBytes = 64 * 1024;

    private readonly Catalog _catalog;
    private readonly string _file;

    internal HeadLog(Catalog catalog, string file) => (_catalog, _file) = (catalog, file);

    /// <summary>Reads all entries, oldest first, without verifying them.</summary>
    public IReadOnlyList<DsseEnvelope> Envelopes =>
        _catalog.Read("SELECT envelope FROM head ORDER BY sequence", row => DsseEnvelope.Parse(row.GetFieldValue<byte[]>(0)));

    /// <summary>Reads the bytes of all entries, oldest first, without verifying them.</summary>
    public IReadOnlyList<byte[]> ReadBytes() => _catalog.Read("SELECT envelope FROM head ORDER BY sequence", row => row.GetFieldValue<byte[]>(0));

    /// <summary>Verifies signatures, numbers and links.</summary>
    /// <param name="envelopes">The log, oldest first.</param>
    /// <param name="keys">The keys whose signatures count.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="SwarmException">The log was altered, cut or reordered (<c>STORE_DAMAGED</c>).</exception>
    public static IReadOnlyList<HeadRecord> Verify(IReadOnlyList<DsseEnvelope> envelopes, IReadOnlyList<VerificationKey> keys) => Verify([], envelopes, keys);

    /// <summary>Verifies the entries that follow others, which hold.</summary>
    internal static IReadOnlyList<HeadRecord> Verify(IReadOnlyList<HeadRecord> before, IReadOnlyList<DsseEnvelope> envelopes, IReadOnlyList<VerificationKey> keys)
    {
        ArgumentNullException.ThrowIfNull(envelopes);
        var entries = ReadValid(before, envelopes, keys);
        return entries.Count == before.Count + envelopes.Count ? entries : throw new SwarmException(
            ErrorCode.StoreDamaged,
            $"The head log is damaged at entry {entries.Count + 1}: it was altered, cut, reordered or signed by another key. Compare it with a copy kept elsewhere.");
    }

    /// <summary>Gives the entries before, and those that follow them up to the first that does not hold.</summary>
    private static List<HeadRecord> ReadValid(IReadOnlyList<HeadRecord> before, IReadOnlyList<DsseEnvelope> envelopes, IReadOnlyList<VerificationKey> keys)
    {
        var isSigned = new bool[envelopes.Count];
        AllCores.ForEach(
            Enumerable.Range(0, envelopes.Count),
            index => isSigned[index] = string.Equals(envelopes[index].PayloadType, PayloadType, StringComparison.Ordinal) && envelopes[index].Verify(keys) is not null,
            CancellationToken.None);
        var records = new List<HeadRecord>(before);
        foreach (var envelope in envelopes.TakeWhile((_, index) => isSigned[index]))
        {
            var payload = envelope.DecodePayload();
            var entry = ReadEntry(payload);
            if (entry.Sequence != records.Count + 1 || entry.Previous != (records.Count == 0 ? null : records[^1].Digest))
            {
                break;
            }

            records.Add(new HeadRecord(entry, Digest.Compute(payload)));
        }

        return records;
    }

    /// <summary>Reads an entry's payload.</summary>
    internal static HeadEntry ReadEntry(byte[] payload) => StrictJson.Parse(payload, ContractJson.Default.HeadEntry, "head log entry");

    /// <summary>Reads the rows of the log as they lie in the catalog, oldest first.</summary>
    internal IReadOnlyList<HeadRow> Rows => _catalog.Read("SELECT sequence, envelope FROM head ORDER BY sequence", HeadRow.Read);

    /// <summary>The last row; null in an empty log.</summary>
    internal HeadRow? Last => _catalog.Read("SELECT sequence, envelope FROM head ORDER BY sequence DESC LIMIT 1", HeadRow.Read).SingleOrDefault();

    /// <summary>Refuses to go on where the copy has what the catalog lacks: the catalog was rolled back, and another entry would hide it.</summary>
    /// <param name="readLast">Reads the catalog's last row.</param>
    /// <param name="key">The operator's key.</param>
    /// <param name="storeId">The store's id.</param>
    /// <exception cref="SwarmException">The copy is ahead, or the catalog's last row is not what was written (<c>STORE_DAMAGED</c>).</exception>
    internal void RequireCurrent(Func<HeadRow?> readLast, VerificationKey key, string storeId)
    {
        // The file first: it follows the catalog, so that what another process commits meanwhile is in the catalog already.
        var tail = HeadLogTail.Read(_file, key);
        var last = readLast();
        if (last is not null && !last.IsWritten(key, storeId))
        {
            throw Damaged($"its entry {last.Sequence} in the catalog is not what this store's operator signed");
        }

        if (tail is not null && (tail.Sequence > (last?.Sequence ?? 0) || (tail.Sequence == last?.Sequence && !tail.Equals(last))))
        {
            throw Damaged($"'{Path.GetFileName(_file)}' goes on to entry {tail.Sequence}, which the catalog lacks, so an older catalog was put back");
        }
    }

    /// <summary>Adds an entry within the transaction that it tells of.</summary>
    internal static void Append(
        CatalogTransaction transaction, string storeId, string operation, NodeRecord node, string timestamp, SigningKey key,
        IReadOnlyDictionary<string, Digest>? documents = null)
    {
        var last = transaction.ReadFirst("SELECT sequence, envelope FROM head ORDER BY sequence DESC LIMIT 1", HeadRow.Read);
        var entry = new HeadEntry
        {
            StoreId = storeId,
            Sequence = (last?.Sequence ?? 0) + 1,
            Previous = last is null ? null : Digest.Compute(DsseEnvelope.Parse(last.Envelope).DecodePayload()),
            Operation = operation,
            Label = node.Label,
            NodeId = node.NodeId,
            ParentNodeId = node.ParentNodeId,
            CertificateSha256 = node.CertificateSha256,
            Timestamp = timestamp,
            Documents = documents,
        };
        var envelope = DsseEnvelope.Sign(PayloadType, CanonicalJson.Serialize(entry, ContractJson.Default.HeadEntry), key);
        Put(transaction, entry.Sequence, envelope);
    }

    internal static void Put(CatalogTransaction transaction, long sequence, DsseEnvelope envelope) =>
        transaction.Execute("INSERT INTO head VALUES($sequence, $envelope)", ("$sequence", sequence), ("$envelope", envelope.Serialize()));

    /// <summary>
    /// Brings the file up to the catalog: an entry that a crash kept from it is added with the next. Only the file's end is read: its last line is the
    /// catalog's own row, or else all lines are counted. What lies before it, a check holds against the catalog.
    /// </summary>
    internal void Mirror()
    {
        try
        {
            var isNew = !File.Exists(_file);
            using var stream = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var (lines, end) = HeadLogTail.Find(stream, ReadRow) ?? CountLines(stream);
            var missing = _catalog.Read(
                "SELECT envelope FROM head WHERE sequence > $lines ORDER BY sequence", row => row.GetFieldValue<byte[]>(0), ("$lines", lines));
            if (missing.Count > 0)
            {
                Append(stream, end, missing);
            }

            if (isNew)
            {
                DirectoryFlush.Flush(Path.GetDirectoryName(_file)!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DurableFile.Unwritable(_file, exception);
        }
    }

    private static void Append(FileStream stream, long end, List<byte[]> envelopes)
    {
        try
        {
            stream.SetLength(end);
            stream.Position = end;
            foreach (var envelope in envelopes)
            {
                stream.Write(envelope);
                stream.WriteByte((byte)'\n');
            }

            FileFlush.Flush(stream);
        }
        catch
        {
            // What may not be on the disk is taken back, so that the next write does not count it.
            stream.SetLength(end);
            throw;
        }
    }

    /// <summary>Reads the file's whole lines as they are; a last line that a crash cut short is no entry.</summary>
    /// <param name="file">The store's own copy, or one kept elsewhere.</param>
    public static IReadOnlyList<byte[]> ReadLines(string file) =>
        File.Exists(file) ? [.. BoundedLines.Read(file, MostLineBytes, "head log")] : [];

    private static SwarmException Damaged(string reason) => new(
        ErrorCode.StoreDamaged, $"The head log is damaged: {reason}. Nothing is added to it: run 'swarm store repair', which brings back what is missing.");

    private HeadRow? ReadRow(long sequence) =>
        _catalog.Read("SELECT sequence, envelope FROM head WHERE sequence = $sequence", HeadRow.Read, ("$sequence", sequence)).SingleOrDefault();

    private static (long Lines, long End) CountLines(FileStream stream)
    {
        var (lines, end) = (0L, 0L);
        stream.Position = 0;
        var buffer = new byte[64 * 1024];
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            for (var index = 0; index < count; index++)
            {
                if (buffer[index] == '\n')
                {
                    lines++;
                    end = stream.Position - count + index + 1;
                }
            }
        }

        return (lines, end);
    }
}
