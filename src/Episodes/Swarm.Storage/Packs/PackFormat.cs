namespace Swarm.Storage.Packs;

/// <summary>The fixed parts of a pack file; docs/store-format.md describes it whole.</summary>
internal static class PackFormat
{
    /// <summary>The length of the pack's header: magic and random id.</summary>
    public const int HeaderSize = 24;

    /// <summary>The length of the pack's end: magic, record count and digest of all record headers.</summary>
    public const int FooterSize = 44;

    /// <summary>The ending of a pack's name.</summary>
    public const string Extension = ".pack";

    /// <summary>The ending of a pack that is being written.</summary>
    public const string TemporaryExtension = ".tmp";

    /// <summary>The first eight bytes.</summary>
    public static ReadOnlySpan<byte> HeaderMagic => "SWARMPK1"u8;

    /// <summary>The first eight bytes of the end.</summary>
    public static ReadOnlySpan<byte> FooterMagic => "SWARMEND"u8;
}
