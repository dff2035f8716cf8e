using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Timestamps (RFC 3161) that say nothing, or nothing of this signature.</summary>
public class TimestampTests
{
    private static readonly DateTimeOffset Now = FakeSigstore.Now;
    private static readonly FakeTimestampAuthority Authority = Trial.Instance.TimestampAuthority!;
    private static readonly FakeTimestampAuthority Stranger = new();

    private static readonly Dictionary<string, HostileCase> Cases = new(StringComparer.Ordinal)
    {
        ["a timestamp"] = Stamp(null, "signed by", _ => { }),
        ["a timestamp without its certificate"] = new(null, "signed by", () => Sign(request => request with { EmbedTimestampCertificate = false })),
        ["an imprint by SHA-384"] = Imprint(null, "signed by", HashAlgorithmName.SHA384),
        ["an imprint by SHA-512"] = Imprint(null, "signed by", HashAlgorithmName.SHA512),
        ["a signature by SHA-256"] = Stamp(null, "signed by", stamp => stamp.SignatureHash = HashAlgorithmName.SHA256),
        ["a time with fractions"] = Stamp(null, "signed by", stamp => stamp.Time = stamp.Time.AddMilliseconds(120)),
        ["the certificate's digest by SHA-1"] = Stamp(null, "signed by", stamp => (stamp.SigningCertificate, stamp.OldSigningCertificate) = (null, Authority.Certificate)),
        ["the certificate's digest by SHA-1 and by SHA-256"] = Stamp(null, "signed by", stamp => stamp.OldSigningCertificate = Authority.Certificate),
        ["another certificate's digest by SHA-1"] = Stamp("timestamp", "does not name", stamp => (stamp.SigningCertificate, stamp.OldSigningCertificate) = (null, Authority.Authority.Root)),
        ["the certificate's digest by SHA-256 and another's by SHA-1"] = Stamp("timestamp", "does not name", stamp => stamp.OldSigningCertificate = Authority.Authority.Root),
        ["attributes in another order, signed as they stand"] = Stamp(null, "signed by", stamp => stamp.AttributeOrder = AttributeOrder.Reversed),
        ["attributes in another order, signed in DER's"] = Stamp(null, "signed by", stamp => stamp.AttributeOrder = AttributeOrder.ReversedAndSignedSorted),
        ["attributes in another order, signed in a third"] = Stamp("timestamp", "authority's key", stamp => stamp.AttributeOrder = AttributeOrder.ReversedAndSignedRotated),
        ["certificates in another order"] = Stamp(null, "signed by", stamp =>
        {
            stamp.Certificates.Add(Authority.Authority.Root);
            stamp.ReversesCertificates = true;
        }),
        ["an accuracy and a nonce"] = Stamp(null, "signed by", stamp => (stamp.Accuracy, stamp.Nonce) = (1, [1, 2, 3])),
        ["granted with modifications"] = Stamp(null, "signed by", stamp => stamp.Status = 1),
        ["rejected"] = Stamp("timestamp", "did not grant", stamp => stamp.Status = 2),
        ["waiting"] = Stamp("timestamp", "did not grant", stamp => stamp.Status = 3),
        ["an imprint of another signature"] = Stamp("timestamp", "another signature", stamp => stamp.Imprint = SHA256.HashData([1])),
        ["an imprint of the artifact"] = Stamp("timestamp", "another signature", stamp => stamp.Imprint = SHA256.HashData(BundleRequest.DefaultArtifact)),
        ["an imprint of another length"] = Stamp("timestamp", "wrong length", stamp => stamp.Imprint = [1, 2, 3]),
        ["an imprint that says another hash"] = Stamp("timestamp", "wrong length", stamp => stamp.ImprintHash = HashAlgorithmName.SHA512),
        ["version 2"] = Stamp("timestamp", "unknown version", stamp => stamp.Version = 2),
        ["another content"] = Stamp("timestamp", "other than a timestamp", stamp => stamp.ContentType = "1.2.840.113549.1.7.1"),
        ["another content in the attribute"] = Stamp("timestamp", "other than a timestamp", stamp => stamp.ContentTypeAttribute = "1.2.840.113549.1.7.1"),
        ["another digest of the content"] = Stamp("timestamp", "not what its authority signed", stamp => stamp.MessageDigest = new byte[48]),
        ["a digest of the content by another hash"] = Stamp("timestamp", "not what its authority signed", stamp => stamp.MessageDigest = SHA256.HashData([1])),
        ["another key"] = Stamp("timestamp", "authority's key", stamp => stamp.SignWith = FakeKey.Create(KeyKind.P384)),
        ["the signer's own key"] = Stamp("timestamp", "authority's key", stamp => stamp.SignWith = FakeKey.Create(KeyKind.P256)),
        ["a key of RSA under a certificate of ECDSA"] = Stamp("timestamp", "authority's key", stamp => stamp.SignWith = FakeKey.Create(KeyKind.Rsa2048)),
        ["no signed attributes"] = Stamp("timestamp", "no signed attributes", stamp => stamp.HasSignedAttributes = false),
        ["no attribute of the certificate"] = Stamp("timestamp", "lacks the signed attributes", stamp => stamp.SigningCertificate = null),
        ["another certificate in the attribute"] = Stamp("timestamp", "does not name", stamp => stamp.SigningCertificate = Authority.Authority.Root),
        ["no signer"] = Stamp("timestamp", "strict DER", stamp => stamp.Signers = 0),
        ["two signers"] = Stamp("timestamp", "strict DER", stamp => stamp.Signers = 2),
        ["17 certificates"] = Stamp("timestamp", string.Empty, stamp => stamp.Certificates.AddRange(Enumerable.Repeat(Authority.Certificate, 17))),
        ["a time that is not written in DER"] = Stamp("timestamp", "strict DER", stamp => stamp.TimeText = "20250612120007.500Z"),
        ["a time with an offset"] = Stamp("timestamp", "strict DER", stamp => stamp.TimeText = "20250612120007+0000"),
        ["a time that is none"] = Stamp("timestamp", "strict DER", stamp => stamp.TimeText = "20251332000000Z"),
        ["a stranger's timestamp"] = Stamp("timestamp", "does not name", stamp => Take(stamp, Stranger)),
        ["a stranger's timestamp in the authority's name"] = Stamp("timestamp", "authority's key", stamp => stamp.SignWith = Stranger.Certificate.Key),
        ["a stranger's timestamp with both certificates"] = Stamp("timestamp", "does not name", stamp =>
        {
            Take(stamp, Stranger);
            stamp.Certificates.Add(Authority.Certificate);
        }),
        ["a timestamp of the signing certificate's authority"] = Stamp("timestamp", "does not name", stamp => Take(stamp, Trial.Instance.Fulcio.Authority.Issuing)),
        ["a timestamp of the timestamp authority's root"] = Stamp("timestamp", "does not name", stamp => Take(stamp, Authority.Authority.Root)),
        ["a timestamp before the certificate"] = At("certificate", "valid from", Now.AddSeconds(-1)),
        ["a timestamp at the certificate's first instant"] = At(null, "signed by", Now),
        ["a timestamp at the certificate's last instant"] = At(null, "signed by", Now.AddMinutes(10)),
        ["a timestamp after the certificate"] = At("certificate", "valid from", Now.AddSeconds(601)),
        ["a timestamp in the future"] = At("time", "in the future", Now.AddHours(2)),
        ["no timestamp"] = new("time", "nothing that is trusted", () => Sign(request => request with { Timestamps = 0 })),
        ["an empty timestamp"] = Bytes("bundle", "signedTimestamp", _ => []),
        ["half a timestamp"] = Bytes("timestamp", "strict DER", bytes => bytes[..(bytes.Length / 2)]),
        ["bytes after a timestamp"] = Bytes("timestamp", "strict DER", bytes => [.. bytes, 0]),
        ["a status without a timestamp"] = Bytes("timestamp", "strict DER", _ => [0x30, 5, 0x30, 3, 2, 1, 0]),
        ["a status of two bytes"] = Bytes("timestamp", "did not grant", _ => [0x30, 6, 0x30, 4, 2, 2, 1, 0]),
        ["a sequence within a sequence, ten thousand deep"] = Bytes("timestamp", "strict DER", _ => [.. Enumerable.Repeat<byte[]>([0x30, 0x80], 10_000).SelectMany(pair => pair)]),
        ["a timestamp of 65 KiB"] = Bytes("bundle", "are read", _ => new byte[66_000]),
        ["33 timestamps"] = new("bundle", "33 rfc3161Timestamps", () => Sign(request => request with { Timestamps = 33 })),
        ["two timestamps"] = new(null, "signed by", () => Sign(request => request with { Timestamps = 2 })),
        ["a good timestamp and one of another signature"] = Second(null, "signed by", stamp => stamp.Imprint = SHA256.HashData([1])),
        ["a good timestamp and a stranger's"] = Second(null, "signed by", stamp => Take(stamp, Stranger)),
        ["a good timestamp and one after the certificate"] = Second("certificate", "valid from", stamp => stamp.Time = Now.AddHours(1).AddMinutes(-1)),
        ["a good timestamp and one in the future"] = Second("time", "in the future", stamp => stamp.Time = Now.AddDays(1)),
        ["a good promise and a bad timestamp"] = new(null, "signed by", () => Trial.Sign(request => request with
        {
            Timestamps = 1,
            Timestamp = stamp => stamp.Imprint = SHA256.HashData([1]),
        })),
        ["a promise within the certificate and a timestamp after it"] = new("certificate", "valid from", () => Trial.Sign(request => request with
        {
            Timestamps = 1,
            Timestamp = stamp => stamp.Time = Now.AddMinutes(11),
        })),
    };

    public static TheoryData<string> Names => Trial.NamesOf(Cases);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_timestamp_is_judged(string name) => Cases[name].Run();

    [Theory]
    [InlineData(true, KeyPurposes.CodeSigning)]
    [InlineData(true, KeyPurposes.Any)]
    [InlineData(false, KeyPurposes.TimeStamping)]
    [InlineData(true, KeyPurposes.TimeStamping, KeyPurposes.CodeSigning)]
    public void A_certificate_that_is_not_for_timestamps_alone_gives_none(bool isCritical, params string[] purposes) => AssertAuthority(
        new(change: template => template.Set(CertificateExtensions.ExtendedKeyUsage(isCritical, purposes))), "not issued for giving timestamps alone");

    [Fact]
    public void A_certificate_without_a_purpose_gives_no_timestamp() => AssertAuthority(
        new(change: template => template.Remove(CertificateExtensions.ExtendedKeyUsageOid)), "not issued for giving timestamps alone");

    [Theory]
    [InlineData(KeyKind.P256)]
    [InlineData(KeyKind.P521)]
    [InlineData(KeyKind.Rsa2048)]
    public void Other_keys_of_authorities_hold(KeyKind kind) => AssertAuthority(new(kind: kind), null);

    [Theory]
    [InlineData(0, 3600, true)]
    [InlineData(7, 7, true)]
    [InlineData(8, 3600, false)]
    [InlineData(0, 6, false)]
    public void An_authority_counts_while_its_certificate_is_valid_and_while_it_is_trusted(int start, int end, bool holds)
    {
        var period = new Period(Now.AddSeconds(start), Now.AddSeconds(end));
        AssertAuthority(new(validity: period), holds ? null : "valid from");
        AssertAuthority(new(), holds ? null : "does not trust", period);
        var root = new FakeCertificateAuthority("timestamp.example.com", KeyPurposes.TimeStamping, intermediates: 0, validity: period);
        AssertAuthority(new(root, validity: Period.Decade), holds ? null : "valid from", Period.Decade);
    }

    [Fact]
    public void An_authority_for_signers_vouches_for_no_timestamps()
    {
        AssertAuthority(new(new FakeCertificateAuthority("timestamp.example.com", KeyPurposes.CodeSigning)), "giving timestamps");
        AssertAuthority(new(new FakeCertificateAuthority("timestamp.example.com", KeyPurposes.TimeStamping)), null);
        AssertAuthority(new(new FakeCertificateAuthority("timestamp.example.com", purpose: null)), null);
    }

    [Fact]
    public void The_certificate_comes_with_the_token_where_the_root_leaves_it_out()
    {
        var instance = FakeSigstore.Create();
        var root = Root(instance).Add(instance.TimestampAuthority!, hasLeaf: false);
        var request = new BundleRequest { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 };
        Trial.AssertVerdict(instance.Sign(request).ToBytes(), Trial.Under(root), null, "signed by");
        Trial.AssertVerdict(instance.Sign(request with { EmbedTimestampCertificate = false }).ToBytes(), Trial.Under(root), "timestamp", "does not name");

        // A stranger's authority of the same names is no better for bringing its certificate along.
        Trial.AssertVerdict(instance.Sign(request with { Timestamp = stamp => Take(stamp, Stranger) }).ToBytes(), Trial.Under(root), "timestamp", string.Empty);
        var signed = new FakeTimestampAuthority(instance.Fulcio.Authority);
        Trial.AssertVerdict(instance.Sign(request with { Timestamp = stamp => Take(stamp, signed) }).ToBytes(), Trial.Under(root), "timestamp", string.Empty);
    }

    [Fact]
    public void Timestamps_of_the_one_authority_hold_beside_others_in_the_root()
    {
        var root = Trial.Instance.TrustedRoot().Add(Stranger);
        Trial.AssertVerdict(Sign(request => request).ToBytes(), Trial.Under(root), null, "signed by");
        Trial.AssertVerdict(Sign(request => request with { Timestamp = stamp => Take(stamp, Stranger) }).ToBytes(), Trial.Under(root), null, "signed by");
    }

    private static void AssertAuthority(FakeTimestampAuthority authority, string? says, Period? trusted = null)
    {
        var instance = FakeSigstore.Create(timestampAuthority: authority);
        var bundle = Trial.Sign(request => request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 }, instance);
        var root = Root(instance).Add(authority, trusted ?? Period.Decade);
        Trial.AssertVerdict(bundle.ToBytes(), Trial.Under(root), says is null ? null : "timestamp", says ?? "signed by");
    }

    private static TrustedRootBuilder Root(FakeSigstore instance) =>
        new TrustedRootBuilder().Add(instance.Fulcio).Add(instance.Fulcio.Logs[0]).Add(instance.Tiles!);

    private static void Take(TimestampTemplate stamp, FakeTimestampAuthority authority) => Take(stamp, authority.Certificate);

    private static void Take(TimestampTemplate stamp, FakeCertificate certificate)
    {
        (stamp.Signer, stamp.SigningCertificate, stamp.SignatureHash) = (certificate, certificate, certificate.Key.Hash);
        stamp.Certificates.Clear();
        stamp.Certificates.Add(certificate);
    }

    private static SignedBundle Sign(Func<BundleRequest, BundleRequest> change) =>
        Trial.Sign(request => change(request with { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 }));

    private static HostileCase Stamp(string? check, string says, Action<TimestampTemplate> change) =>
        new(check, says, () => Sign(request => request with { Timestamp = change }));

    private static HostileCase At(string? check, string says, DateTimeOffset time) => Stamp(check, says, stamp => stamp.Time = time);

    private static HostileCase Imprint(string? check, string says, HashAlgorithmName hash) => new(check, says, () =>
    {
        var bundle = Sign(request => request with { Timestamps = 0 });
        var stamp = Authority.Stamp(bundle.Content.Signature, Now, template =>
            (template.ImprintHash, template.Imprint) = (hash, CryptographicOperations.HashData(hash, bundle.Content.Signature)));
        bundle.Material["timestampVerificationData"] = new JsonObject
        {
            ["rfc3161Timestamps"] = new JsonArray(new JsonObject { ["signedTimestamp"] = Convert.ToBase64String(stamp) }),
        };
        return bundle;
    });

    private static HostileCase Bytes(string check, string says, Func<byte[], byte[]> change) => new(check, says, () =>
    {
        var bundle = Sign(request => request);
        Trial.Change(bundle.Material["timestampVerificationData"]!["rfc3161Timestamps"]![0]!.AsObject(), "signedTimestamp", change);
        return bundle;
    });

    private static HostileCase Second(string? check, string says, Action<TimestampTemplate> change) => new(check, says, () =>
    {
        var count = 0;
        return Sign(request => request with
        {
            Timestamps = 2,
            Timestamp = stamp =>
            {
                if (count++ > 0)
                {
                    change(stamp);
                }
            },
        });
    });
}
