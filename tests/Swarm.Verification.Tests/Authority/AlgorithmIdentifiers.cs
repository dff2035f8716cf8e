using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>The DER of AlgorithmIdentifier for signatures and digests.</summary>
internal static class AlgorithmIdentifiers
{
    public static byte[] Ed25519 { get; } = Write("1.3.101.112", hasNull: false);

    public static byte[] Signature(FakeKey key, HashAlgorithmName hash)
    {
        if (key.Kind == KeyKind.Ed25519)
        {
            return Ed25519;
        }

        var size = HashSize(hash);
        return key.IsRsa
            ? Write("1.2.840.113549.1.1." + size switch { 256 => "11", 384 => "12", _ => "13" }, hasNull: true)
            : Write("1.2.840.10045.4.3." + size switch { 256 => "2", 384 => "3", _ => "4" }, hasNull: false);
    }

    public static byte[] Digest(HashAlgorithmName hash) => Write(DigestOid(hash), hasNull: false);

    public static string DigestOid(HashAlgorithmName hash) =>
        "2.16.840.1.101.3.4.2." + HashSize(hash) switch { 256 => "1", 384 => "2", _ => "3" };

    private static int HashSize(HashAlgorithmName hash)
    {
        return hash.Name switch
        {
            "SHA256" => 256,
            "SHA384" => 384,
            "SHA512" => 512,
            _ => throw new ArgumentException($"The authority knows no algorithm identifier for {hash.Name}.", nameof(hash)),
        };
    }

    private static byte[] Write(string oid, bool hasNull)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (hasNull)
            {
                writer.WriteNull();
            }
        }

        return writer.Encode();
    }
}
