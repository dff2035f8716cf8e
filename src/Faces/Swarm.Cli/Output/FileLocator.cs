using Swarm.Core.Files;

namespace Swarm.Cli.Output;

/// <summary>Writes a path as a locator.</summary>
internal static class FileLocator
{
    /// <summary>Gives the <c>file://</c> locator of a file, or of one member of it.</summary>
    public static string? Of(string? path, string? member = null) =>
        path is null ? null : FileAddress.Of(path) + (member is null ? string.Empty : "#" + member);
}
