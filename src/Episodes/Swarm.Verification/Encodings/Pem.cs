using System.Security.Cryptography;
using System.Text;
using Swarm.Verification.Evidence;

namespace Swarm.Verification.Encodings;

/// <summary>Reads a text with exactly one PEM block (RFC 7468).</summary>
internal static class Pem
{
    internal static byte[] Read(ReadOnlySpan<byte> utf8, string what, params ReadOnlySpan<string> labels)
    {
        var text = Encoding.UTF8.GetString(utf8);
        if (!PemEncoding.TryFind(text, out var fields))
        {
            throw Refusal.Malformed($"{what} is no PEM text: it begins with '-----BEGIN {labels[0]}-----' and ends with '-----END {labels[0]}-----'.");
        }

        var (start, length) = fields.Location.GetOffsetAndLength(text.Length);
        if (!string.IsNullOrWhiteSpace(text[..start]) || !string.IsNullOrWhiteSpace(text[(start + length)..]))
        {
            throw Refusal.Malformed($"{what} has other text beside one PEM block: give the block alone.");
        }

        var label = text[fields.Label];
        if (!labels.Contains(label))
        {
            throw Refusal.Malformed($"{what} holds a {label}, not a {string.Join(" or ", labels.ToArray())}.");
        }

        try
        {
            return Convert.FromBase64String(text[fields.Base64Data]);
        }
        catch (FormatException exception)
        {
            throw Refusal.Malformed($"{what} is no PEM text: its content is not base 64.", exception);
        }
    }
}
