namespace Swarm.Verification.Bundles;

/// <summary>A DSSE envelope with its one signature.</summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="Payload">The payload.</param>
/// <param name="KeyId">What the envelope says of the key. It is not authenticated.</param>
/// <param name="Signature">The signature.</param>
internal sealed record Envelope(string PayloadType, byte[] Payload, string KeyId, byte[] Signature)
{
    private byte[]? _encoding;

    /// <summary>What the signature is over.</summary>
    internal byte[] PreAuthenticationEncoding => _encoding ??= Cryptography.Dsse.PreAuthenticationEncoding.Encode(PayloadType, Payload);
}
