using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Swarm.Cryptography.Encodings;

/// <summary>
/// Base 64 with exactly one text for each sequence of bytes: no white space, no characters of the other alphabet,
/// padding as the form says, and zero trailing bits (RFC 4648, sections 3.2, 3.3 and 3.5).
/// </summary>
public static class StrictBase64
{
    /// <summary>Encodes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="form">The form.</param>
    public static string Encode(ReadOnlySpan<byte> bytes, Base64Form form)
    {
        var text = Convert.ToBase64String(bytes);
        if (form.HasFlag(Base64Form.Unpadded))
        {
            text = text.TrimEnd('=');
        }

        return form.HasFlag(Base64Form.UrlSafe) ? text.Replace('+', '-').Replace('/', '_') : text;
    }

    /// <summary>Decodes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="form">The form.</param>
    /// <returns>The bytes, or null where it is not of the form.</returns>
    public static byte[]? Decode(string text, Base64Form form) => Decode(Encoding.UTF8.GetBytes(text), form);

    /// <summary>Decodes a text.</summary>
    /// <param name="text">The text, as ASCII.</param>
    /// <param name="form">The form.</param>
    /// <returns>The bytes, or null where it is not of the form.</returns>
    public static byte[]? Decode(ReadOnlySpan<byte> text, Base64Form form)
    {
        var padding = form.HasFlag(Base64Form.Unpadded) ? (4 - (text.Length % 4)) % 4 : 0;
        if (padding > 2 || (form.HasFlag(Base64Form.Unpadded) && text.Contains((byte)'=')))
        {
            return null;
        }

        var padded = new byte[text.Length + padding];
        text.CopyTo(padded);
        padded.AsSpan(text.Length).Fill((byte)'=');
        if (form.HasFlag(Base64Form.UrlSafe))
        {
            if (text.ContainsAny((byte)'+', (byte)'/'))
            {
                return null;
            }

            padded.AsSpan().Replace((byte)'-', (byte)'+');
            padded.AsSpan().Replace((byte)'_', (byte)'/');
        }

        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        try
        {
            return TryDecodePadded(padded, buffer, out var written) ? buffer[..written] : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(padded);
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    /// <summary>Decodes the standard, padded form into a buffer that is long enough.</summary>
    internal static bool TryDecodePadded(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        // The platform skips white space and ignores trailing bits: only a text that comes back is accepted.
        if (Base64.DecodeFromUtf8(text, destination, out var consumed, out written) != System.Buffers.OperationStatus.Done
            || consumed != text.Length || Base64.GetMaxEncodedToUtf8Length(written) != text.Length)
        {
            return false;
        }

        Span<byte> line = stackalloc byte[Math.Min(text.Length, 4 * 256)];
        for (int read = 0, compared = 0; read < written; read += 3 * 256)
        {
            Base64.EncodeToUtf8(destination[read..Math.Min(written, read + (3 * 256))], line, out _, out var encoded);
            if (!line[..encoded].SequenceEqual(text.Slice(compared, encoded)))
            {
                return false;
            }

            compared += encoded;
        }

        return true;
    }
}
