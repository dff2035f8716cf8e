using System.Globalization;
using System.Text;
using Swarm.Verification.Bundles;
using Swarm.Verification.Roots;

namespace Swarm.Verification.Logs;

/// <summary>Verifies a log's promise to include an entry (the signed entry timestamp), which also vouches for its time.</summary>
internal static class InclusionPromise
{
    internal static bool Verify(BundleLogEntry entry, TransparencyLog log)
    {
        // Canonical JSON (RFC 8785) of an object whose four members are base 64, hexadecimal and numbers.
        var signed = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"body":"{{Convert.ToBase64String(entry.Body)}}","integratedTime":{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(entry.LogKeyId)}}","logIndex":{{entry.LogIndex}}}""");
        return log.Key is { } key && key.VerifyData(Encoding.UTF8.GetBytes(signed), entry.Promise, log.Scheme);
    }
}
