namespace Swarm.Storage.Trees;

/// <summary>One extended attribute that belongs to users (xattr(7)).</summary>
/// <param name="Name">Its name, which begins with <c>user.</c>.</param>
/// <param name="Value">Its bytes.</param>
public sealed record ExtendedAttribute(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>What the names of kept attributes begin with: other namespaces belong to the system.</summary>
    public const string Prefix = "user.";

    /// <summary>The most bytes of a name, as Linux has it.</summary>
    public const int MostNameBytes = 255;

    /// <summary>The most bytes of names and values that one file or folder carries, as Linux has it.</summary>
    public const int MostBytes = 64 * 1024;
}
