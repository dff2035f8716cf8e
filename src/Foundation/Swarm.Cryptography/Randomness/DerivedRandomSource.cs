using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Secrets;

namespace Swarm.Cryptography.Randomness;

/// <summary>
/// A random source whose bytes follow from a key and a label: the n-th request gives the HKDF-Expand-SHA256
/// (RFC 5869, section 2.3) of the key with the info <c>swarm/derived-random/v1</c>, the label and n (8 bytes,
/// big-endian, from 0), parted by zero bytes. A request above 8,160 bytes counts as one for each 8,160 bytes begun.
/// For one thread only.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class DerivedRandomSource : RandomSource, IDisposable
{
    /// <summary>The length of the key in bytes.</summary>
    public const int KeySize = 32;

    private const int LargestExpansion = 255 * SHA256.HashSizeInBytes;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SecretBytes _key;
    private readonly string _label;
    private readonly byte[] _info;
    private ulong _calls;

    /// <summary>Creates the source.</summary>
    /// <param name="key">32 secret bytes, which are copied.</param>
    /// <param name="label">What the bytes are for. Sources with other labels give unrelated bytes.</param>
    /// <exception cref="ArgumentException">The key has another length.</exception>
    public DerivedRandomSource(ReadOnlySpan<byte> key, string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (key.Length != KeySize)
        {
            throw new ArgumentException("The key of a derived source has 32 bytes.", nameof(key));
        }

        _key = new SecretBytes(key);
        _label = label;
        _info = [.. "swarm/derived-random/v1\0"u8, .. Encoding.UTF8.GetBytes(label), 0, .. new byte[sizeof(ulong)]];
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The source was disposed.</exception>
    public override void Fill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, LargestExpansion)];
            BinaryPrimitives.WriteUInt64BigEndian(_info.AsSpan(^sizeof(ulong)..), checked(_calls++));
            HKDF.Expand(HashAlgorithmName.SHA256, _key.Span, part, _info);
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>The label; the key is redacted.</summary>
    public override string ToString() => $"derived random source '{_label}' (redacted)";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
