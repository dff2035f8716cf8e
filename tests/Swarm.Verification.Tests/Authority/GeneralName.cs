using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Swarm.Verification.Tests.Authority;

/// <summary>One name of a subjectAlternativeName (RFC 5280, section 4.2.1.6), written as told.</summary>
/// <param name="Tag">1 for an email address, 2 for a DNS name, 6 for a URI, 0 for Fulcio's user name.</param>
/// <param name="Value">Its bytes.</param>
internal sealed record GeneralName(int Tag, byte[] Value)
{
    private const string UserNameOid = "1.3.6.1.4.1.57264.1.7";

    public static GeneralName Email(string value) => new(1, Encoding.UTF8.GetBytes(value));

    public static GeneralName Dns(string value) => new(2, Encoding.UTF8.GetBytes(value));

    public static GeneralName Uri(string value) => new(6, Encoding.UTF8.GetBytes(value));

    /// <summary>An otherName, as Fulcio writes user names.</summary>
    public static GeneralName UserName(string value) => new(0, Encoding.UTF8.GetBytes(value));

    public static X509Extension Extension(IReadOnlyList<GeneralName> names, bool critical = true)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
            {
                name.Write(writer);
            }
        }

        return new X509Extension(CertificateExtensions.SubjectAlternativeNameOid, writer.Encode(), critical);
    }

    private void Write(AsnWriter writer)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, Tag);
        if (Tag != 0)
        {
            writer.WriteOctetString(Value, tag);
            return;
        }

        using (writer.PushSequence(tag))
        {
            writer.WriteObjectIdentifier(UserNameOid);
            using (writer.PushSequence(tag))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, Encoding.UTF8.GetString(Value));
            }
        }
    }
}
