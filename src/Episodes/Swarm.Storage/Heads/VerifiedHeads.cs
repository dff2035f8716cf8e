using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;

namespace Swarm.Storage.Heads;

/// <summary>
/// A head log that is looked at more than once: of what is, byte for byte, what was verified before, no signature is verified again. Many threads may use it.
/// </summary>
/// <param name="keys">The keys whose signatures count.</param>
public sealed class VerifiedHeads(IReadOnlyList<VerificationKey> keys)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<byte[]> _bytes = [];
    private IReadOnlyList<HeadRecord> _records = [];

    /// <summary>Verifies signatures, numbers and links of a log as it is now.</summary>
    /// <param name="bytes">The envelopes' bytes, oldest first.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="SwarmException">The log was altered, cut or reordered (<c>STORE_DAMAGED</c>), or a line of it is no envelope (<c>SCHEMA_INVALID</c>).</exception>
    public IReadOnlyList<HeadRecord> Verify(IReadOnlyList<byte[]> bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        lock (_gate)
        {
            var known = bytes.Zip(_bytes).TakeWhile(pair => pair.First.AsSpan().SequenceEqual(pair.Second)).Count();
            var records = HeadLog.Verify([.. _records.Take(known)], [.. bytes.Skip(known).Select(line => DsseEnvelope.Parse(line))], keys);
            (_bytes, _records) = (bytes, records);
            return records;
        }
    }
}
