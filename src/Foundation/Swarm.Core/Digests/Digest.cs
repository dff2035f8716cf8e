using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Swarm.Core.Errors;

namespace Swarm.Core.Digests;

/// <summary>A SHA-256 digest (FIPS 180-4), written <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(DigestJsonConverter))]
[StructLayout(LayoutKind.Sequential)]
public readonly struct Digest : IEquatable<Digest>, IComparable<Digest>
{
    /// <summary>The length of a digest in bytes.</summary>
    public const int Size = 32;

    private const string Prefix = "sha256:";

    private readonly Bytes _bytes;

    /// <summary>Takes a digest that was computed elsewhere.</summary>
    /// <param name="bytes">Exactly 32 bytes.</param>
    /// <exception cref="ArgumentException">The length is another.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("A SHA-256 digest has 32 bytes.", nameof(bytes));
        }

        _bytes = MemoryMarshal.Read<Bytes>(bytes);
    }

    /// <summary>The 32 bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in _bytes, 1));

    /// <summary>Hashes exactly these bytes.</summary>
    /// <param name="data">What to hash.</param>
    public static Digest Compute(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(data, hash);
        return new Digest(hash);
    }

    /// <summary>Reads the written form.</summary>
    /// <param name="text"><c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
    /// <exception cref="SwarmException">The text is not of that form (<c>SCHEMA_INVALID</c>).</exception>
    public static Digest Parse(string text) => TryParse(text, out var digest)
        ? digest
        : throw new SwarmException(ErrorCode.SchemaInvalid, "A digest is written 'sha256:' and 64 lower-case hexadecimal digits.");

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digest">The digest, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + (Size * 2) || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.AsSpan(Prefix.Length).ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        digest = new Digest(Convert.FromHexString(text.AsSpan(Prefix.Length)));
        return true;
    }

    /// <summary>Copies the digest to a new array.</summary>
    public byte[] ToArray() => Span.ToArray();

    /// <summary>The 64 hexadecimal digits alone.</summary>
    public string ToHex() => Convert.ToHexStringLower(Span);

    /// <summary>The written form.</summary>
    public override string ToString() => Prefix + ToHex();

    /// <inheritdoc/>
    public bool Equals(Digest other) => _bytes.Equals(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _bytes.First.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Digest other) => Span.SequenceCompareTo(other.Span);

    /// <summary>Whether two digests are the same.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Whether two digests differ.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    /// <summary>Whether the left digest sorts first.</summary>
    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left digest sorts first or both are the same.</summary>
    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left digest sorts last.</summary>
    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left digest sorts last or both are the same.</summary>
    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Bytes(ulong First, ulong Second, ulong Third, ulong Fourth);
}
