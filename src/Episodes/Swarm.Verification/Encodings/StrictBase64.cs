using System.Buffers;
using System.Buffers.Text;

namespace Swarm.Verification.Encodings;

/// <summary>
/// Base 64 as protobuf's JSON mapping has it: the standard or the URL-safe alphabet, with padding or without; and
/// strictly: not both alphabets in one text, no white space, zero trailing bits (RFC 4648, sections 3.3 and 3.5).
/// </summary>
internal static class StrictBase64
{
    private const byte Padding = (byte)'=';

    private static readonly SearchValues<byte> Standard = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private static readonly SearchValues<byte> UrlSafe = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    /// <summary>Decodes a text, or gives null where it is not base 64.</summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var digits = text.TrimEnd(Padding);
        var isStandard = !digits.ContainsAnyExcept(Standard);
        var padding = text.Length - digits.Length;
        if ((!isStandard && digits.ContainsAnyExcept(UrlSafe))
            || digits.Length % 4 == 1 || (padding != 0 && (padding > 2 || text.Length % 4 != 0)))
        {
            return null;
        }

        return isStandard ? DecodeStandard(digits) : DecodeUrlSafe(digits);
    }

    private static byte[]? DecodeStandard(ReadOnlySpan<byte> digits)
    {
        var rented = ArrayPool<byte>.Shared.Rent(digits.Length);
        try
        {
            digits.CopyTo(rented);
            rented.AsSpan(0, digits.Length).Replace((byte)'+', (byte)'-');
            rented.AsSpan(0, digits.Length).Replace((byte)'/', (byte)'_');
            return DecodeUrlSafe(rented.AsSpan(0, digits.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static byte[]? DecodeUrlSafe(ReadOnlySpan<byte> digits)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(digits.Length)];
        if (Base64Url.DecodeFromUtf8(digits, bytes, out var consumed, out var written) != OperationStatus.Done
            || consumed != digits.Length || written != bytes.Length)
        {
            return null;
        }

        // Bits of the last digit that no byte takes up must be zero, or one value had many texts.
        var rest = bytes.Length % 3;
        Span<byte> last = stackalloc byte[4];
        return rest == 0 || (Base64Url.EncodeToUtf8(bytes.AsSpan(bytes.Length - rest), last) is var length && digits.EndsWith(last[..length])) ? bytes : null;
    }
}
