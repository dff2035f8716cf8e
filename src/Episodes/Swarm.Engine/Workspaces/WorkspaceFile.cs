using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;

namespace Swarm.Engine.Workspaces;

/// <summary>A file or link of a workspace, as git keeps it: whose folders are those that have files, and whose only permission is to execute.</summary>
/// <param name="Path">The path in the workspace, with <c>/</c>.</param>
/// <param name="IsLink">Whether it is a symbolic link, whose content is where it points.</param>
/// <param name="IsExecutable">Whether its owner may execute it; null where the system does not know that.</param>
/// <param name="Size">The bytes of its content.</param>
/// <param name="Open">Opens the content, from its beginning.</param>
internal sealed record WorkspaceFile(string Path, bool IsLink, bool? IsExecutable, long Size, Func<Stream> Open)
{
    /// <summary>The digest of its content as a snapshot has it; null where it comes from elsewhere.</summary>
    public Digest? Content { get; init; }

    /// <summary>The mode that git writes.</summary>
    public string Mode => IsLink ? "120000" : IsExecutable == true ? "100755" : "100644";

    /// <summary>Git's name of the content.</summary>
    public string ComputeObjectName()
    {
#pragma warning disable CA5350 // It is how git names an object, and nothing is trusted for it.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {Size}\0")));
        using var stream = Open();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads the whole content.</summary>
    public byte[] ReadAll()
    {
        using var stream = Open();
        using var memory = new MemoryStream((int)Size);
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>Whether another one is the same in what git keeps, but for its path.</summary>
    /// <param name="other">The other.</param>
    public bool IsSameAs(WorkspaceFile other) =>
        HasSameKind(other) && Size == other.Size && (Content is not null && other.Content is not null
            ? Content == other.Content
            : string.Equals(ComputeObjectName(), other.ComputeObjectName(), StringComparison.Ordinal));

    /// <summary>Whether another one is a file or link as this is, and may be executed as this may, where both are known.</summary>
    /// <param name="other">The other.</param>
    public bool HasSameKind(WorkspaceFile other) =>
        IsLink == other.IsLink && (IsExecutable is null || other.IsExecutable is null || IsExecutable == other.IsExecutable);
}
