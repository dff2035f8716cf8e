using System.Diagnostics;
using System.Security.Cryptography;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Secrets;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Ratchet;

/// <summary>
/// One step of a ratchet. Its 32-byte chain key gives the keys of this step, and with fresh entropy the next step; no
/// step gives another without that entropy, and none gives an earlier one.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class RatchetChain : IDisposable
{
    /// <summary>The length of a chain key, of the entropy of a step and of every derived key, in bytes.</summary>
    public const int KeySize = 32;

    private const string AdvanceLabel = "swarm/ratchet/v1";
    private const string KeyLabel = "swarm/key/v1";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly SecretBytes _key;

    internal RatchetChain(RatchetKind kind, long step, ReadOnlySpan<byte> key)
        : this(kind, step, new SecretBytes(key))
    {
    }

    private RatchetChain(RatchetKind kind, long step, SecretBytes key)
    {
        Kind = kind;
        Step = step;
        _key = key;
    }

    /// <summary>Which of the two ratchets it is.</summary>
    public RatchetKind Kind { get; }

    /// <summary>How many times it advanced from its root, which has step 0.</summary>
    public long Step { get; }

    /// <summary>The chain key, for the sealed form of a capability.</summary>
    internal ReadOnlySpan<byte> Key => _key.Span;

    /// <summary>Makes a root from 32 random bytes, in one request to the source.</summary>
    /// <param name="kind">Which of the two ratchets.</param>
    /// <param name="random">Where the bytes come from.</param>
    public static RatchetChain CreateRoot(RatchetKind kind, RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _ = RatchetLabels.Of(kind);
        return new RatchetChain(kind, 0, SecretBytes.Create(KeySize, random));
    }

    /// <summary>
    /// Gives the next step: HKDF-SHA256 (RFC 5869) of this chain key, salted with the entropy, with the info
    /// <c>swarm/ratchet/v1</c>, kind and context, parted by zero bytes. This step stays as it is.
    /// </summary>
    /// <param name="entropy">32 fresh bytes, which the caller clears and keeps nowhere.</param>
    /// <param name="context">What the step is bound to, such as the ids of run and node.</param>
    /// <exception cref="ArgumentException">The entropy has another length, or the context is not Unicode.</exception>
    /// <exception cref="ObjectDisposedException">The chain was disposed.</exception>
    public RatchetChain Advance(ReadOnlySpan<byte> entropy, string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (entropy.Length != KeySize)
        {
            throw new ArgumentException("The entropy of a step has 32 bytes.", nameof(entropy));
        }

        Span<byte> next = stackalloc byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Key, next, entropy, RatchetLabels.Join(AdvanceLabel, RatchetLabels.Of(Kind), context));
        var chain = new RatchetChain(Kind, checked(Step + 1), next);
        CryptographicOperations.ZeroMemory(next);
        return chain;
    }

    /// <summary>
    /// Derives a key of this step: HKDF-Expand-SHA256 (RFC 5869, section 2.3) of the chain key, with the info
    /// <c>swarm/key/v1</c>, the use's label, kind and context, parted by zero bytes.
    /// </summary>
    /// <param name="use">What the key is for.</param>
    /// <param name="context">What the key is bound to.</param>
    /// <returns>32 secret bytes, which the caller clears.</returns>
    /// <exception cref="ArgumentException">The context is not Unicode.</exception>
    /// <exception cref="ObjectDisposedException">The chain was disposed.</exception>
    public byte[] DeriveKey(RatchetKeyUse use, string context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = new byte[KeySize];
        var info = RatchetLabels.Join(KeyLabel, RatchetLabels.Of(use), RatchetLabels.Of(Kind), context);
        HKDF.Expand(HashAlgorithmName.SHA256, Key, key, info);
        return key;
    }

    /// <summary>Derives a signing key of this step, whose seed is what <see cref="DeriveKey"/> gives.</summary>
    /// <param name="use">What the key is for.</param>
    /// <param name="context">What the key is bound to.</param>
    /// <exception cref="ArgumentException">The context is not Unicode.</exception>
    /// <exception cref="ObjectDisposedException">The chain was disposed.</exception>
    public SigningKey DeriveSigningKey(RatchetKeyUse use, string context)
    {
        var seed = DeriveKey(use, context);
        try
        {
            return SigningKey.FromSeed(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Kind and step; the key is redacted.</summary>
    public override string ToString() => $"{RatchetLabels.Of(Kind)} ratchet step {Step} (redacted)";

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
