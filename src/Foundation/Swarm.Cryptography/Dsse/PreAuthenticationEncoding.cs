using System.Globalization;
using System.Text;

namespace Swarm.Cryptography.Dsse;

/// <summary>The pre-authentication encoding (PAE) of DSSE v1: what a signature is over.</summary>
public static class PreAuthenticationEncoding
{
    /// <summary>Encodes a payload and its type, each behind its length (DSSE protocol, "Signature Definition").</summary>
    /// <param name="payloadType">The type: a media type or a URI.</param>
    /// <param name="payload">The payload's bytes.</param>
    /// <returns>The bytes to sign or to verify.</returns>
    public static byte[] Encode(string payloadType, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(payloadType);
        var typeLength = Encoding.UTF8.GetByteCount(payloadType);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"DSSEv1 {typeLength} {payloadType} {payload.Length} ");
        return [.. Encoding.UTF8.GetBytes(prefix), .. payload];
    }
}
