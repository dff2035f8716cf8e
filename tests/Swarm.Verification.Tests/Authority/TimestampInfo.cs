using System.Formats.Asn1;
using System.Text;

namespace Swarm.Verification.Tests.Authority;

/// <summary>What a timestamp authority signs: TSTInfo (RFC 3161, section 2.4.2).</summary>
internal static class TimestampInfo
{
    public static byte[] Write(TimestampTemplate template)
    {
        return DerEncoding.Write(writer =>
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(template.Version);
                writer.WriteObjectIdentifier(template.Policy);
                using (writer.PushSequence())
                {
                    writer.WriteEncodedValue(AlgorithmIdentifiers.Digest(template.ImprintHash));
                    writer.WriteOctetString(template.Imprint);
                }

                writer.WriteInteger(template.SerialNumber);
                WriteTime(writer, template);
                if (template.Accuracy is { } seconds)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteInteger(seconds);
                    }
                }

                if (template.Nonce is { } nonce)
                {
                    writer.WriteInteger(nonce);
                }
            }
        });
    }

    private static void WriteTime(AsnWriter writer, TimestampTemplate template)
    {
        if (template.TimeText is { } text)
        {
            // The writer knows DER's form of a time alone.
            writer.WriteEncodedValue([(byte)UniversalTagNumber.GeneralizedTime, (byte)text.Length, .. Encoding.ASCII.GetBytes(text)]);
        }
        else
        {
            writer.WriteGeneralizedTime(template.Time, omitFractionalSeconds: template.Time.Ticks % TimeSpan.TicksPerSecond == 0);
        }
    }
}
