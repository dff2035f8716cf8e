namespace Swarm.Cryptography.Age;

/// <summary>The lines and widths of age's ASCII armor: strict PEM (RFC 7468, section 3) with a type of its own.</summary>
internal static class Armor
{
    internal const int Columns = 64;
    internal const int BytesPerLine = Columns / 4 * 3;
    internal const int WhiteSpaceLimit = 1024;

    internal static ReadOnlySpan<byte> Begin => "-----BEGIN AGE ENCRYPTED FILE-----"u8;

    internal static ReadOnlySpan<byte> End => "-----END AGE ENCRYPTED FILE-----"u8;

    /// <summary>What tells armor, or an attempt at it, from other files.</summary>
    internal static ReadOnlySpan<byte> Mark => "-----"u8;
}
