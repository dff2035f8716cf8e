using Swarm.Core.Errors;
using Swarm.Core.Files;

namespace Swarm.Storage.Stores;

/// <summary>Reads the documents of a store. Others may have changed them, so no more is read than such a document can have.</summary>
public static class DocumentFile
{
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Reads a document.</summary>
    /// <param name="file">The file; what the system says of it is thrown as it is.</param>
    /// <exception cref="SwarmException">It has more bytes than a document can have (<c>STORE_DAMAGED</c>).</exception>
    public static byte[] Read(string file) => TryRead(file) ?? throw new SwarmException(
        ErrorCode.StoreDamaged, $"'{file}' has more than {MostBytes} bytes, which no document of a store has: run 'swarm store check'.");

    /// <summary>Reads a document.</summary>
    /// <param name="file">The file; what the system says of it is thrown as it is.</param>
    /// <returns>Its bytes; null where it has more than a document can have.</returns>
    public static byte[]? TryRead(string file) => BoundedFile.TryRead(file, MostBytes);
}
