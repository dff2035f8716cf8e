namespace Swarm.Core.Files;

/// <summary>
/// Paths that Windows takes as they are: neither are they cut at a length, nor are dots and spaces at the end of a name
/// dropped, nor is a name a device.
/// </summary>
public static class ExtendedPath
{
    private const string Prefix = @"\\?\";
    private const string DevicePrefix = @"\\.\";
    private const string SharePrefix = @"\\?\UNC\";

    /// <summary>Gives the extended form of a path.</summary>
    /// <param name="path">An absolute path of Windows.</param>
    public static string Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (path.StartsWith(Prefix, StringComparison.Ordinal) || path.StartsWith(DevicePrefix, StringComparison.Ordinal))
        {
            return path;
        }

        var plain = path.Replace('/', '\\');
        return plain.StartsWith(@"\\", StringComparison.Ordinal) ? SharePrefix + plain[2..] : Prefix + plain;
    }
}
