using Swarm.Verification.X509;

namespace Swarm.Verification.Bundles;

/// <summary>A Sigstore bundle (sigstore_bundle.proto), read. Nothing of it is verified yet.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="MinorVersion">1, 2 or 3 for version 0.1, 0.2 or 0.3.</param>
/// <param name="Certificate">The signer's certificate; null where a key signed.</param>
/// <param name="KeyHint">What the bundle says of the key; empty where a certificate is there. It is not authenticated.</param>
/// <param name="Entries">The entries in transparency logs.</param>
/// <param name="Timestamps">The RFC 3161 timestamps.</param>
/// <param name="Message">The signature over an artifact; null where an envelope is there.</param>
/// <param name="Envelope">The signed envelope; null where a message's signature is there.</param>
internal sealed record SigstoreBundle(
    string MediaType,
    int MinorVersion,
    DerCertificate? Certificate,
    string KeyHint,
    IReadOnlyList<BundleLogEntry> Entries,
    IReadOnlyList<byte[]> Timestamps,
    MessageSignature? Message,
    Envelope? Envelope)
{
    /// <summary>The one signature.</summary>
    internal ReadOnlyMemory<byte> Signature => Message?.Signature ?? Envelope!.Signature;
}
