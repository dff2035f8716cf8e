using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A certificate transparency log (RFC 6962): it signs timestamps of certificates before they are issued.</summary>
/// <param name="kind">The kind of its key.</param>
internal sealed class FakeCertificateLog(KeyKind kind = KeyKind.P256)
{
    public string BaseUrl { get; init; } = "https://ctlog.example.com/2025";

    public FakeKey Key { get; } = FakeKey.Create(kind);

    public byte[] LogId => SHA256.HashData(Key.PublicKeyInfo);

    /// <summary>The extension that holds timestamps (RFC 6962, section 3.3).</summary>
    public static X509Extension Extension(params IReadOnlyList<byte[]> timestamps)
    {
        byte[] list = [.. timestamps.SelectMany(WithLength)];
        return RawExtension(WithLength(list));
    }

    /// <summary>The extension with a list of bytes as given, well formed or not.</summary>
    public static X509Extension RawExtension(byte[] list)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(list);
        return new X509Extension(CertificateExtensions.TimestampListOid, writer.Encode(), critical: false);
    }

    /// <summary>A serialised SignedCertificateTimestamp of a precertificate (RFC 6962, section 3.2).</summary>
    /// <param name="body">TBSCertificate without the extension of timestamps.</param>
    /// <param name="issuerKeyInfo">The public key of the certificate's issuer.</param>
    /// <param name="time">When the log saw it.</param>
    /// <param name="extensions">The timestamp's own extensions.</param>
    /// <param name="version">0 stands for v1.</param>
    public byte[] Sign(byte[] body, byte[] issuerKeyInfo, DateTimeOffset time, byte[]? extensions = null, byte version = 0)
    {
        var milliseconds = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, time.ToUnixTimeMilliseconds());
        byte[] length = [(byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length];
        var ownExtensions = WithLength(extensions ?? []);
        byte[] signed = [version, 0, .. milliseconds, 0, 1, .. SHA256.HashData(issuerKeyInfo), .. length, .. body, .. ownExtensions];

        // RFC 5246, section 7.4.1.4.1: SHA-256 is 4 (and 8 stands for what hashes by itself), RSA 1, ECDSA 3, Ed25519 7.
        byte[] algorithm = Key.Kind == KeyKind.Ed25519 ? [8, 7] : [4, (byte)(Key.IsRsa ? 1 : 3)];
        var signature = Key.Sign(signed, HashAlgorithmName.SHA256);
        return [version, .. LogId, .. milliseconds, .. ownExtensions, .. algorithm, .. WithLength(signature)];
    }

    private static byte[] WithLength(byte[] value) => [(byte)(value.Length >> 8), (byte)value.Length, .. value];
}
