using System.Security.Cryptography;
using System.Text;
using Swarm.Cryptography.Encodings;

namespace Swarm.Cryptography.Age;

/// <summary>The header of an age file: its stanzas and the MAC over its text.</summary>
/// <param name="Stanzas">The recipients' entries, in their order.</param>
/// <param name="AuthenticatedText">The header's bytes up to and including the three dashes before the MAC.</param>
/// <param name="Mac">The MAC that the header carries.</param>
internal sealed record AgeHeader(IReadOnlyList<AgeStanza> Stanzas, byte[] AuthenticatedText, byte[] Mac)
{
    internal const string VersionPrefix = "age-encryption.org/";
    internal const string VersionLine = VersionPrefix + "v1";
    internal const string StanzaPrefix = "-> ";
    internal const string MacPrefix = "---";
    internal const int Columns = 64;
    internal const int MacSize = SHA256.HashSizeInBytes;

    /// <summary>Writes a whole header with its MAC.</summary>
    internal static byte[] Write(IReadOnlyList<AgeStanza> stanzas, ReadOnlySpan<byte> fileKey)
    {
        var text = new StringBuilder(VersionLine).Append('\n');
        foreach (var stanza in stanzas)
        {
            text.Append(StanzaPrefix).AppendJoin(' ', stanza.Arguments.Prepend(stanza.Type)).Append('\n');
            AppendBody(text, StrictBase64.Encode(stanza.Body, Base64Form.Unpadded));
        }

        var authenticated = Encoding.ASCII.GetBytes(text.Append(MacPrefix).ToString());
        var mac = StrictBase64.Encode(ComputeMac(fileKey, authenticated), Base64Form.Unpadded);
        return [.. authenticated, .. Encoding.ASCII.GetBytes($" {mac}\n")];
    }

    /// <summary>Whether the MAC is that of the file key.</summary>
    internal bool HasMacOf(ReadOnlySpan<byte> fileKey) =>
        CryptographicOperations.FixedTimeEquals(ComputeMac(fileKey, AuthenticatedText), Mac);

    // Full lines, then one that is shorter, even if it is empty: that is what ends a body.
    private static void AppendBody(StringBuilder text, string encoded)
    {
        for (var start = 0; start <= encoded.Length; start += Columns)
        {
            text.Append(encoded.AsSpan(start, Math.Min(Columns, encoded.Length - start))).Append('\n');
        }
    }

    private static byte[] ComputeMac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> text)
    {
        Span<byte> key = stackalloc byte[MacSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt: default, info: "header"u8);
        var mac = HMACSHA256.HashData(key, text);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }
}
