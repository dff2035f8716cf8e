using System.Text;
using Swarm.Core.Errors;

namespace Swarm.Storage.Trees;

/// <summary>
/// Refuses paths from elsewhere that could land outside the folder they are restored into, or that two file systems
/// would read differently.
/// </summary>
public static class PathRules
{
    // So that the folder that a snapshot is restored into fits before it, within the 4,096 bytes of a path on Linux.
    private const int MostBytes = 3072;

    private const int MostTargetBytes = 4095;
    private const int MostNameBytes = 255;

    // With the 0 that ends it.
    private const int LinuxPathBytes = 4096;
    private const int MacPathBytes = 1024;

    private static readonly HashSet<string> ReservedNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>Says what is wrong with a relative path, whichever system it came from.</summary>
    /// <param name="path">The path, with <c>/</c>.</param>
    /// <returns>The reason to refuse it, or null where nothing is wrong.</returns>
    public static string? Refuse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || path[0] == '/' || Encoding.UTF8.GetByteCount(path) > MostBytes)
        {
            return $"it is empty, absolute or longer than {MostBytes} bytes";
        }

        return path.Split('/').Select(RefuseName).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>Says why a snapshot that is taken on this system cannot hold a path, so that it can be restored where it was taken.</summary>
    /// <param name="path">The relative path, with <c>/</c>.</param>
    /// <param name="fullPath">The path on this machine.</param>
    /// <param name="isWindows">Whether the system is Windows, which reads some names as others.</param>
    /// <returns>The reason, or null.</returns>
    public static string? RefuseHere(string path, string fullPath, bool isWindows)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(fullPath);
        if (isWindows)
        {
            return Refuse(path);
        }

        var most = OperatingSystem.IsMacOS() ? MacPathBytes : LinuxPathBytes;
        return Encoding.UTF8.GetByteCount(path) > MostBytes ? $"its path is longer than {MostBytes} bytes"
            : Encoding.UTF8.GetByteCount(fullPath) >= most ? $"its path is longer than the {most} bytes that this system has paths of"
            : null;
    }

    /// <summary>Says why a link cannot have a target, on any system.</summary>
    /// <param name="target">Where the link points, as it is written.</param>
    /// <returns>The reason, or null.</returns>
    public static string? RefuseTarget(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.Length == 0 ? "it is a link that points nowhere"
            : !IsUnicode(target) ? "it is a link whose target is not Unicode"
            : target.Contains('\0', StringComparison.Ordinal) ? "it is a link whose target holds a null character"
            : Encoding.UTF8.GetByteCount(target) > MostTargetBytes ? $"it is a link whose target is longer than {MostTargetBytes} bytes"
            : null;
    }

    /// <summary>Refuses a list of paths in which two would be one on a file system that folds case or Unicode forms.</summary>
    /// <param name="paths">The paths, each once.</param>
    /// <returns>The two paths that clash, or null.</returns>
    public static (string First, string Second)? FindClash(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var accented = new List<string>();
        foreach (var path in paths)
        {
            if (!seen.TryAdd(path, path))
            {
                return (seen[path], path);
            }

            if (!Ascii.IsValid(path))
            {
                accented.Add(path);
            }
        }

        return PathFolding.FindClash(accented);
    }

    /// <summary>Whether a link's target, read from where the link stands, leads out of the tree.</summary>
    /// <param name="path">The link's path in the tree, with <c>/</c>.</param>
    /// <param name="target">Where it points, as it is written.</param>
    public static bool LeadsOut(string path, string target)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(target);
        if (target.Length == 0 || target[0] is '/' or '\\' || target.Contains(':', StringComparison.Ordinal))
        {
            return true;
        }

        // A '..' behind a name is read from where that name leads, which may be another link: it counts as leading out.
        var (depth, isBehindName) = (path.Count(character => character == '/'), false);
        foreach (var part in target.Split('/', '\\').Where(part => part is not ("" or ".")))
        {
            if (part is ".." && (isBehindName || --depth < 0))
            {
                return true;
            }

            isBehindName |= part is not "..";
        }

        return false;
    }

    /// <summary>Makes the exception for a path that is refused.</summary>
    /// <param name="code">The code.</param>
    /// <param name="source">Where the path came from.</param>
    /// <param name="path">The path.</param>
    /// <param name="reason">Why it is refused.</param>
    public static SwarmException Refusal(ErrorCode code, string source, string path, string reason) =>
        new(code, $"The {source} is refused: its path '{Shorten(path)}' cannot be used: {reason}.");

    /// <summary>Whether a text has no half of a surrogate pair alone.</summary>
    internal static bool IsUnicode(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 || string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), text, StringComparison.Ordinal);

    private static string? RefuseName(string name) => name switch
    {
        "" => "it has an empty name",
        "." or ".." => "it leads through '.' or '..'",
        _ when name.AsSpan().ContainsAny('\\', ':') => "it holds '\\' or ':', which Windows reads as a folder, drive or stream",
        _ when !IsUnicode(name) => "its name is not Unicode",
        _ when name.Any(char.IsControl) => "it holds a control character",
        _ when name.AsSpan().ContainsAny("<>\"|?*") => "it holds a character that Windows has no names with",
        _ when name[^1] is '.' or ' ' => "it ends with a dot or a space, which Windows drops",
        _ when ReservedNames.Contains(name.Split('.')[0].TrimEnd(' ')) => "Windows reserves its name for a device",
        _ when Encoding.UTF8.GetByteCount(name) > MostNameBytes => "it holds a name of more than 255 bytes",
        _ => null,
    };

    private static string Shorten(string path) => path.Length <= 200 ? path : path[..200] + "…";
}
