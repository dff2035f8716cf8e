using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Swarm.Cryptography.Signing;

namespace Swarm.Networking.Tickets;

/// <summary>
/// A signature in the compact serialisation of JWS (RFC 7515, section 7.1) with Ed25519 (RFC 8037, section 3.1): base64url
/// without padding, and exactly one text for the same bytes. What header and payload mean is the caller's.
/// </summary>
public sealed class CompactJws
{
    private CompactJws(byte[] header, byte[] payload, byte[] signature, byte[] signingInput) =>
        (Header, Payload, Signature, SigningInput) = (header, payload, signature, signingInput);

    /// <summary>The protected header's bytes.</summary>
    public ReadOnlyMemory<byte> Header { get; }

    /// <summary>The payload's bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    private byte[] Signature { get; }

    private byte[] SigningInput { get; }

    /// <summary>Signs a payload.</summary>
    /// <param name="header">The protected header, which names the algorithm <c>EdDSA</c>.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="key">The key.</param>
    /// <returns>Header, payload and signature, parted by dots.</returns>
    public static string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var input = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>Takes a text apart. It proves nothing.</summary>
    /// <param name="text">The text, of any content; the caller bounds its length.</param>
    /// <param name="jws">Its parts, where it is of that form.</param>
    public static bool TryRead([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CompactJws? jws)
    {
        jws = null;
        if (text?.Split('.') is not [var header, var payload, var signature]
            || Decode(header) is not { } headerBytes || Decode(payload) is not { } payloadBytes || Decode(signature) is not { } signatureBytes)
        {
            return false;
        }

        jws = new CompactJws(headerBytes, payloadBytes, signatureBytes, Encoding.ASCII.GetBytes($"{header}.{payload}"));
        return true;
    }

    /// <summary>Whether the signature is a key's over exactly this header and payload. The header's algorithm is the caller's to check.</summary>
    /// <param name="key">The key.</param>
    public bool IsSignedBy(VerificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Verify(SigningInput, Signature);
    }

    /// <summary>Decodes base64url without padding, or gives null: the platform skips blanks and takes padding and stray bits, so that only what comes back is taken.</summary>
    internal static byte[]? Decode(string text)
    {
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            return string.Equals(Base64Url.EncodeToString(bytes), text, StringComparison.Ordinal) ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
