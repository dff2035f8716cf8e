using System.Formats.Asn1;

namespace Swarm.Verification.Tests.Authority;

/// <summary>DER of one value.</summary>
internal static class DerEncoding
{
    public static byte[] Write(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
