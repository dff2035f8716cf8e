namespace Swarm.Cryptography.Encodings;

/// <summary>The forms of base 64 of RFC 4648, sections 4 and 5, with padding and without.</summary>
[Flags]
internal enum Base64Form
{
    Padded = 0,
    Unpadded = 1,
    UrlSafe = 2,
    UrlSafeUnpadded = UrlSafe | Unpadded,
}
