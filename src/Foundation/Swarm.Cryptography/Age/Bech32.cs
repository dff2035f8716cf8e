using System.Security.Cryptography;

namespace Swarm.Cryptography.Age;

/// <summary>
/// Bech32 (BIP 173) without its limit of 90 characters, as age uses it. A text holds one case throughout; it is
/// decoded only under the very prefix that is asked for, in the case that is asked for.
/// </summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const char Separator = '1';
    private const int ChecksumLength = 6;

    private static readonly uint[] Generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>Encodes bytes under a lower-case prefix.</summary>
    internal static string Encode(string prefix, ReadOnlySpan<byte> bytes)
    {
        var values = ToFiveBits(bytes);
        var length = values.Length - ChecksumLength;
        var checksum = Polymod(prefix, values) ^ 1;
        for (var index = 0; index < ChecksumLength; index++)
        {
            values[length + index] = (byte)((checksum >> (5 * (ChecksumLength - 1 - index))) & 31);
        }

        var text = string.Create(prefix.Length + 1 + values.Length, (prefix, values), static (characters, parts) =>
        {
            parts.prefix.CopyTo(characters);
            characters[parts.prefix.Length] = Separator;
            for (var index = 0; index < parts.values.Length; index++)
            {
                characters[parts.prefix.Length + 1 + index] = Alphabet[parts.values[index]];
            }
        });
        CryptographicOperations.ZeroMemory(values);
        return text;
    }

    /// <summary>Decodes a lower-case text under a lower-case prefix, or gives null where it is no such text.</summary>
    internal static byte[]? Decode(string prefix, ReadOnlySpan<char> text)
    {
        if (text.Length < prefix.Length + 1 + ChecksumLength
            || !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != Separator)
        {
            return null;
        }

        var characters = text[(prefix.Length + 1)..];
        var values = new byte[characters.Length];
        try
        {
            for (var index = 0; index < values.Length; index++)
            {
                var value = Alphabet.IndexOf(characters[index], StringComparison.Ordinal);
                if (value < 0)
                {
                    return null;
                }

                values[index] = (byte)value;
            }

            return Polymod(prefix, values) == 1 ? ToBytes(values.AsSpan(..^ChecksumLength)) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(values);
        }
    }

    private static byte[] ToFiveBits(ReadOnlySpan<byte> bytes)
    {
        var values = new byte[((bytes.Length * 8) + 4) / 5 + ChecksumLength];
        for (var index = 0; index < values.Length - ChecksumLength; index++)
        {
            var bit = index * 5;
            var pair = (bytes[bit / 8] << 8) | ((bit / 8) + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            values[index] = (byte)((pair >> (11 - (bit % 8))) & 31);
        }

        return values;
    }

    private static byte[]? ToBytes(ReadOnlySpan<byte> values)
    {
        var bytes = new byte[values.Length * 5 / 8];
        var (buffer, bits, written) = (0, 0, 0);
        foreach (var value in values)
        {
            buffer = ((buffer << 5) | value) & 0xfff;
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[written++] = (byte)(buffer >> bits);
            }
        }

        // What is left over is padding: fewer than five bits, all zero.
        return bits < 5 && (buffer & ((1 << bits) - 1)) == 0 ? bytes : null;
    }

    private static uint Polymod(string prefix, ReadOnlySpan<byte> values)
    {
        var checksum = 1u;
        foreach (var character in prefix)
        {
            checksum = Step(checksum) ^ (uint)(character >> 5);
        }

        checksum = Step(checksum);
        foreach (var character in prefix)
        {
            checksum = Step(checksum) ^ (uint)(character & 31);
        }

        foreach (var value in values)
        {
            checksum = Step(checksum) ^ value;
        }

        return checksum;
    }

    private static uint Step(uint checksum)
    {
        var top = checksum >> 25;
        checksum = (checksum & 0x1ffffff) << 5;
        for (var index = 0; index < Generator.Length; index++)
        {
            checksum ^= ((top >> index) & 1) == 0 ? 0 : Generator[index];
        }

        return checksum;
    }
}
