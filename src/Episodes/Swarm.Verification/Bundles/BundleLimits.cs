namespace Swarm.Verification.Bundles;

/// <summary>How much of a bundle is read. Real bundles have one certificate, one or two log entries and a few kilobytes.</summary>
internal static class BundleLimits
{
    internal const int Bytes = 16 * 1024 * 1024;
    internal const int Certificates = 16;
    internal const int LogEntries = 32;
    internal const int Timestamps = 32;
    internal const int TimestampBytes = 64 * 1024;
    internal const int SignatureBytes = 4 * 1024;
    internal const int PayloadBytes = 12 * 1024 * 1024;
    internal const int BodyBytes = 8 * 1024 * 1024;
    internal const int ProofHashes = 64;
    internal const int CheckpointBytes = 64 * 1024;
    internal const int Subjects = 4096;
}
