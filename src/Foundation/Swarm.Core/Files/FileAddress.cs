namespace Swarm.Core.Files;

/// <summary>Writes paths as addresses (RFC 8089).</summary>
public static class FileAddress
{
    /// <summary>Gives the <c>file://</c> address of a path. Every name is escaped, a '%' in it too, which <see cref="Uri"/> takes for an escape.</summary>
    /// <param name="path">An absolute path.</param>
    public static string Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsWindows())
        {
            return $"file://{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
        }

        // A share has its server where other paths have nothing; a drive keeps its colon.
        var names = path.Replace('\\', '/').TrimStart('/').Split('/');
        var first = names[0].EndsWith(':') ? $"/{names[0]}" : names[0];
        return $"file://{string.Join('/', names.Skip(1).Select(Uri.EscapeDataString).Prepend(first))}";
    }
}
