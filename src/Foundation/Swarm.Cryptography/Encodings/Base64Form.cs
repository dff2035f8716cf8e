namespace Swarm.Cryptography.Encodings;

/// <summary>The forms of base 64 of RFC 4648, sections 4 and 5, with padding and without.</summary>
[Flags]
public enum Base64Form
{
    /// <summary>The standard alphabet, with padding.</summary>
    Padded = 0,

    /// <summary>Without padding.</summary>
    Unpadded = 1,

    /// <summary>The alphabet of URLs.</summary>
    UrlSafe = 2,

    /// <summary>The alphabet of URLs, without padding.</summary>
    UrlSafeUnpadded = UrlSafe | Unpadded,
}
