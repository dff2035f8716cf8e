using System.Formats.Asn1;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.X509;

namespace Swarm.Verification.Timestamps;

/// <summary>
/// Reads the answers of timestamp authorities (RFC 3161, section 2.4.2) strictly as DER, but for the order of sets: OpenSSL writes
/// the certificates as they come, and verifies attributes in any order.
/// </summary>
internal static class TimestampTokenReader
{
    private const string What = "The timestamp";

    private const int MostCertificates = 16;

    internal static TimestampToken Read(ReadOnlyMemory<byte> response) => Der.ReadInAnyOrder(response, What, reader =>
    {
        var answer = Der.ReadWholeSequence(reader);
        var status = answer.ReadSequence();
        if (!status.TryReadInt32(out var code) || code is not (0 or 1))
        {
            throw Refusal.Malformed($"{What} is the answer of an authority that did not grant one.");
        }

        var content = Der.ReadWholeSequence(answer);
        RequireOid(content, Oids.SignedData);
        var holder = Der.ReadExplicit(content, 0);
        content.ThrowIfNotEmpty();
        return ReadSignedData(Der.ReadWholeSequence(holder));
    });

    private static TimestampToken ReadSignedData(AsnReader data)
    {
        RequireVersion(data, 3);
        var hashes = data.ReadSetOf();
        var announced = SignatureAlgorithm.ReadHash(hashes, What);
        hashes.ThrowIfNotEmpty();
        var encapsulated = data.ReadSequence();
        RequireOid(encapsulated, Oids.TimestampInfo);
        var holder = Der.ReadExplicit(encapsulated, 0);
        ReadOnlyMemory<byte> content = holder.ReadOctetString();
        holder.ThrowIfNotEmpty();
        encapsulated.ThrowIfNotEmpty();
        var certificates = data.HasContextTag(0) ? ReadCertificates(data) : [];
        if (data.HasContextTag(1))
        {
            data.ReadEncodedValue();
        }

        var signers = data.ReadSetOf();
        var signer = TimestampSignerReader.Read(signers.ReadSequence());
        signers.ThrowIfNotEmpty();
        data.ThrowIfNotEmpty();
        if (signer.Hash != announced)
        {
            throw Refusal.Malformed($"{What} announces another hash than its signer used.");
        }

        return Der.Read(content, What, reader => ReadInfo(Der.ReadWholeSequence(reader), content, certificates, signer));
    }

    private static List<DerCertificate> ReadCertificates(AsnReader data)
    {
        var set = data.ReadSetOf(new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true));
        var certificates = new List<DerCertificate>();
        while (set.HasData)
        {
            if (certificates.Count == MostCertificates)
            {
                throw Refusal.Malformed($"{What} carries more than {MostCertificates} certificates.");
            }

            certificates.Add(DerCertificate.Read(set.ReadEncodedValue(), "A certificate that came with the timestamp"));
        }

        return certificates;
    }

    private static TimestampToken ReadInfo(AsnReader info, ReadOnlyMemory<byte> content, List<DerCertificate> certificates, TimestampSigner signer)
    {
        RequireVersion(info, 1);
        info.ReadObjectIdentifier();
        var imprint = info.ReadSequence();
        var hash = SignatureAlgorithm.ReadHash(imprint, What);
        var digest = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        info.ReadIntegerBytes();
        var time = info.ReadGeneralizedTime();
        SkipOptions(info);
        return digest.Length == HashNames.GetSize(hash)
            ? new TimestampToken(content, hash, digest, time, certificates, signer)
            : throw Refusal.Malformed($"{What} is over a digest of the wrong length.");
    }

    // Accuracy, ordering, nonce, the authority's name and extensions: none changes what the time says.
    private static void SkipOptions(AsnReader info)
    {
        if (info.HasData && info.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
        {
            info.ReadSequence();
        }

        if (info.HasData && info.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && !info.ReadBoolean())
        {
            throw new AsnContentException();
        }

        if (info.HasData && info.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
        {
            info.ReadIntegerBytes();
        }

        if (info.HasContextTag(0))
        {
            info.ReadEncodedValue();
        }

        if (info.HasContextTag(1))
        {
            throw Refusal.Malformed($"{What} has extensions, and none is understood.");
        }

        info.ThrowIfNotEmpty();
    }

    internal static void RequireVersion(AsnReader reader, int version)
    {
        if (!reader.TryReadInt32(out var number) || number != version)
        {
            throw Refusal.Malformed($"{What} is of an unknown version.");
        }
    }

    internal static void RequireOid(AsnReader reader, string oid)
    {
        if (reader.ReadObjectIdentifier() != oid)
        {
            throw Refusal.Malformed($"{What} holds something other than a timestamp.");
        }
    }
}
