using System.Diagnostics;
using System.Security.Cryptography;
using Swarm.Core.Randomness;

namespace Swarm.Cryptography.Secrets;

/// <summary>Key material: kept where the collector does not copy it, cleared when disposed, and never printed.</summary>
[DebuggerDisplay("redacted")]
internal sealed class SecretBytes : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private byte[]? _bytes;

    internal SecretBytes(ReadOnlySpan<byte> bytes)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The bytes, for as long as the secret is not disposed.</summary>
    internal ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes is null, this);
            return _bytes;
        }
    }

    /// <summary>Draws a new secret with one request to the source.</summary>
    internal static SecretBytes Create(int size, RandomSource random)
    {
        var secret = new SecretBytes(new byte[size]);
        random.Fill(secret._bytes);
        return secret;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _bytes = null;
    }

    /// <summary>Says that it is redacted.</summary>
    public override string ToString() => "redacted";
}
