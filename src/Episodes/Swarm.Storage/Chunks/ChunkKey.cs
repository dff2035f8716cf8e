using System.Runtime.InteropServices;

namespace Swarm.Storage.Chunks;

/// <summary>The secret key of one record. It prints redacted.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct ChunkKey : IEquatable<ChunkKey>
{
    /// <summary>The length of a key in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    /// <summary>Takes a key.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    public ChunkKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("A key has 32 bytes.", nameof(bytes));
        }

        this = MemoryMarshal.Read<ChunkKey>(bytes);
    }

    /// <summary>Copies the key out.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    /// <inheritdoc/>
    public bool Equals(ChunkKey other) =>
        ((_first ^ other._first) | (_second ^ other._second) | (_third ^ other._third) | (_fourth ^ other._fourth)) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChunkKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _first.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => "(redacted)";

    /// <summary>Whether two keys are the same.</summary>
    public static bool operator ==(ChunkKey left, ChunkKey right) => left.Equals(right);

    /// <summary>Whether two keys differ.</summary>
    public static bool operator !=(ChunkKey left, ChunkKey right) => !left.Equals(right);
}
