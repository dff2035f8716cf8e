namespace Swarm.Verification.Bundles;

/// <summary>An entry of a transparency log (sigstore_rekor.proto).</summary>
/// <param name="LogIndex">Its number in the log.</param>
/// <param name="LogKeyId">Which log.</param>
/// <param name="Kind">What kind of entry it is.</param>
/// <param name="Version">The version of that kind.</param>
/// <param name="IntegratedTime">When the log took it, in seconds since 1970; worth something only with the log's promise.</param>
/// <param name="Promise">The log's promise to include it (the signed entry timestamp); empty where there is none.</param>
/// <param name="Proof">The proof that the log includes it; null where there is none.</param>
/// <param name="Body">What the log holds, as the log hashes it.</param>
internal sealed record BundleLogEntry(
    long LogIndex,
    byte[] LogKeyId,
    string Kind,
    string Version,
    long IntegratedTime,
    byte[] Promise,
    BundleInclusionProof? Proof,
    byte[] Body)
{
    /// <summary>Whether it is of the second generation of logs (Rekor v2), which has no promises and no times.</summary>
    internal bool IsSecondGeneration => (Kind, Version) is ("hashedrekord" or "dsse", "0.0.2");
}
