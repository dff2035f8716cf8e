using System.Diagnostics;

namespace Swarm.Execution.Folders;

/// <summary>Watches how large a folder grows, spending no more than a twentieth of the time on it.</summary>
internal sealed class FolderSize(string folder, long limitBytes)
{
    private const int Share = 20;

    private long _nextTimestamp;

    public bool IsExceeded()
    {
        var started = Stopwatch.GetTimestamp();
        if (started < _nextTimestamp)
        {
            return false;
        }

        var size = Measure();
        _nextTimestamp = started + ((Stopwatch.GetTimestamp() - started) * Share);
        return size > limitBytes;
    }

    private long Measure()
    {
        var size = 0L;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", options))
            {
                size += file.Length;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Files come and go while the step runs; the capture measures again.
        }

        return size;
    }
}
