using Swarm.Core.Errors;
using Swarm.Transparency.Trees;
using Swarm.Verification.Bundles;
using Swarm.Verification.Evidence;
using Swarm.Verification.Roots;
using Swarm.Verification.Timestamps;

namespace Swarm.Verification.Logs;

/// <summary>Verifies that a trusted log holds an entry (Rekor v1 and v2). What the entry says is another's to check.</summary>
internal static class LogVerifier
{
    /// <summary>Verifies an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="logs">The logs of the trusted root.</param>
    /// <param name="times">The times that timestamp authorities vouch for.</param>
    /// <param name="now">The time of verification, which stands in where nothing vouches for a time.</param>
    /// <returns>The time that the log vouches for, or null where it vouches for none.</returns>
    internal static VerifiedTime? Verify(BundleLogEntry entry, IReadOnlyList<TransparencyLog> logs, IReadOnlyList<VerifiedTime> times, DateTimeOffset now)
    {
        SwarmException? nearest = null;
        foreach (var log in logs)
        {
            if (!log.KeyId.Span.SequenceEqual(entry.LogKeyId))
            {
                continue;
            }

            try
            {
                return Verify(entry, log, times, now);
            }
            catch (SwarmException exception)
            {
                nearest ??= exception;
            }
        }

        throw nearest ?? Refusal.Invalid("the bundle's log entry is of a log that the trusted root does not name");
    }

    private static VerifiedTime? Verify(BundleLogEntry entry, TransparencyLog log, IReadOnlyList<VerifiedTime> times, DateTimeOffset now)
    {
        VerifiedTime? time = null;
        if (entry.Promise.Length > 0)
        {
            if (!InclusionPromise.Verify(entry, log))
            {
                throw Refusal.Invalid($"the promise of the log {log.Name} to include the entry was not signed by its key");
            }

            time = new VerifiedTime(ReadTime(entry.IntegratedTime), log.Name);
        }

        if (entry.Proof is { } proof)
        {
            if (entry.IsSecondGeneration && entry.LogIndex != proof.LogIndex)
            {
                throw Refusal.Invalid("the log entry's number is not that of its inclusion proof");
            }

            if (!InclusionProof.Verify(TreeHash.OfLeaf(entry.Body), proof.LogIndex, proof.TreeSize, proof.Hashes, proof.Root))
            {
                throw Refusal.Invalid($"the inclusion proof does not lead from the entry to the tree of the log {log.Name}");
            }

            CheckpointVerifier.Verify(proof, log, entry.IsSecondGeneration);
        }

        RequireTrusted(log, time is null ? times : [time], now);
        return time;
    }

    private static void RequireTrusted(TransparencyLog log, IReadOnlyList<VerifiedTime> times, DateTimeOffset now)
    {
        if (times.Count == 0 ? !log.ValidFor.Covers(now) : times.Any(time => !log.ValidFor.Covers(time.Time)))
        {
            throw Refusal.Invalid($"the trusted root does not trust the log {log.Name} at the time of the entry");
        }
    }

    private static DateTimeOffset ReadTime(long seconds) => seconds is > 0 and <= 253_402_300_799
        ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : throw Refusal.Malformed("the log entry has no time that could be");
}
