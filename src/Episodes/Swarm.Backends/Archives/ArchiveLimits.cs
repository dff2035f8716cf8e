namespace Swarm.Backends.Archives;

/// <summary>What bounds an archive from elsewhere.</summary>
public sealed record ArchiveLimits
{
    /// <summary>The most entries.</summary>
    public int Entries { get; init; } = 1000;

    /// <summary>The most bytes of the archive.</summary>
    public long ArchiveBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>The most bytes of all files together.</summary>
    public long TotalBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How many times larger than its packed form a file may be, once it has more than <see cref="RatioFreeBytes"/>.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Up to how many bytes a file may be packed however well.</summary>
    public long RatioFreeBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether it may hold others than the expected files; they stay in it.</summary>
    public bool PassOverOthers { get; init; }
}
