namespace Swarm.Storage.Bundles;

/// <summary>The places of a ustar header (POSIX.1-2017, pax, "ustar Interchange Format").</summary>
internal static class TarFormat
{
    public const int BlockSize = 512;

    public const int NameLength = 100;

    public const byte File = (byte)'0';

    public const byte HardLink = (byte)'1';

    public const byte Link = (byte)'2';

    public const byte Directory = (byte)'5';

    public const byte Extended = (byte)'x';

    /// <summary>What stands in a header's name where its extended header holds it.</summary>
    public const string ExtendedName = "see-extended-header";

    /// <summary>The name of an extended header.</summary>
    public const string ExtendedHeaderName = "extended-header";

    /// <summary>What the keys of extended attributes begin with in an extended header, as GNU tar and libarchive write them.</summary>
    public const string AttributeKey = "SCHILY.xattr.";

    /// <summary>The largest size that a header itself holds.</summary>
    public const long LargestSize = 0x1_FFFF_FFFF;

    public static readonly Range Name = 0..100;

    public static readonly Range Mode = 100..108;

    public static readonly Range Owner = 108..116;

    public static readonly Range Group = 116..124;

    public static readonly Range Size = 124..136;

    public static readonly Range Modified = 136..148;

    public static readonly Range Checksum = 148..156;

    public static readonly Range LinkName = 157..257;

    public static readonly Range DeviceMajor = 329..337;

    public static readonly Range DeviceMinor = 337..345;

    public const int TypePlace = 156;

    public const int MagicPlace = 257;

    /// <summary>Magic and version.</summary>
    public static ReadOnlySpan<byte> Magic => "ustar\000"u8;

    /// <summary>The bytes that fill a file's last block.</summary>
    public static int Padding(long size) => (int)(-size & (BlockSize - 1));
}
