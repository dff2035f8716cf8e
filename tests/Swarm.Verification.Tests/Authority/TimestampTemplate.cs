using System.Security.Cryptography;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A timestamp response (RFC 3161, section 2.4.2) before it is signed.</summary>
internal sealed class TimestampTemplate
{
    public const string InfoType = "1.2.840.113549.1.9.16.1.4";

    /// <summary>The status of the response: 0 is granted.</summary>
    public int Status { get; set; }

    public int Version { get; set; } = 1;

    public string Policy { get; set; } = "1.3.6.1.4.1.57264.2";

    public HashAlgorithmName ImprintHash { get; set; } = HashAlgorithmName.SHA256;

    /// <summary>The digest of what is stamped.</summary>
    public required byte[] Imprint { get; set; }

    public byte[] SerialNumber { get; set; } = [0x40, .. RandomNumberGenerator.GetBytes(19)];

    public required DateTimeOffset Time { get; set; }

    /// <summary>The text of the time where it is to be written otherwise than in DER.</summary>
    public string? TimeText { get; set; }

    /// <summary>The accuracy in seconds; left out where null.</summary>
    public int? Accuracy { get; set; }

    public byte[]? Nonce { get; set; }

    /// <summary>The type of the signed content; in the signed attribute too, unless that is given.</summary>
    public string ContentType { get; set; } = InfoType;

    public string? ContentTypeAttribute { get; set; }

    /// <summary>Whose certificate the token names, in the signer's identifier and in the signing-certificate attribute.</summary>
    public required FakeCertificate Signer { get; set; }

    /// <summary>The key that signs; the certificate's where null.</summary>
    public FakeKey? SignWith { get; set; }

    /// <summary>The hash of the signature and of the message digest.</summary>
    public HashAlgorithmName SignatureHash { get; set; }

    /// <summary>The message digest to write in place of the right one.</summary>
    public byte[]? MessageDigest { get; set; }

    /// <summary>The certificate whose hash the signing-certificate attribute carries (RFC 5816); no attribute where null.</summary>
    public FakeCertificate? SigningCertificate { get; set; }

    /// <summary>The certificate whose SHA-1 the older attribute carries (RFC 2634); no attribute where null.</summary>
    public FakeCertificate? OldSigningCertificate { get; set; }

    /// <summary>How the signed attributes stand, and how they were signed.</summary>
    public AttributeOrder AttributeOrder { get; set; }

    /// <summary>Whether the certificates stand in another order than DER's.</summary>
    public bool ReversesCertificates { get; set; }

    /// <summary>The certificates that the token carries.</summary>
    public List<FakeCertificate> Certificates { get; } = [];

    /// <summary>Whether the attributes are signed, as they must be, or left out and the content is signed directly.</summary>
    public bool HasSignedAttributes { get; set; } = true;

    /// <summary>How often the one signer appears: exactly once in a good token.</summary>
    public int Signers { get; set; } = 1;
}
