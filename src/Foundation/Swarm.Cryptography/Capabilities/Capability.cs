using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;
using Swarm.Cryptography.Ratchet;

namespace Swarm.Cryptography.Capabilities;

/// <summary>
/// A secret that lets its holder use a node: one step of a ratchet, bound to the node. It leaves the process sealed
/// only; it prints, formats and serialises as kind, step and the beginning of its commitment.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(RedactedCapabilityConverter))]
public sealed class Capability : IDisposable
{
    /// <summary>The <c>type</c> of the serialised form.</summary>
    public const string Type = "swarm-capability-v1";

    internal const int NodeIdLimit = 128;

    private const int CommitmentDigits = 12;

    private static readonly SearchValues<char> NodeIdCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-");

    /// <summary>Binds a step of a ratchet to a node.</summary>
    /// <param name="nodeId">The node's id: 1 to 128 letters, digits, dots, dashes and underscores.</param>
    /// <param name="chain">The step, which the capability takes over and disposes with itself.</param>
    /// <exception cref="ArgumentException">The node's id is not of that form.</exception>
    public Capability(string nodeId, RatchetChain chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (!IsNodeId(nodeId))
        {
            throw new ArgumentException("A node's id has 1 to 128 letters, digits, dots, dashes and underscores.", nameof(nodeId));
        }

        NodeId = nodeId;
        Chain = chain;
        Commitment = Commit(nodeId, chain);
    }

    /// <summary>Which of the two ratchets it belongs to.</summary>
    public RatchetKind Kind => Chain.Kind;

    /// <summary>The node that it is for.</summary>
    public string NodeId { get; }

    /// <summary>The step of its ratchet.</summary>
    public long RatchetStep => Chain.Step;

    /// <summary>
    /// What the node's certificate holds about it: the chain's <see cref="RatchetKeyUse.Commitment"/> key for the
    /// node's id and the step in decimal, parted by a zero byte. It tells nothing about the secret.
    /// </summary>
    public Digest Commitment { get; }

    /// <summary>The step of the ratchet, from which keys are derived. It stays the capability's.</summary>
    public RatchetChain Chain { get; }

    /// <summary>Reads the serialised form strictly: no unknown, missing or repeated member.</summary>
    /// <param name="utf8">What <see cref="Serialize"/> gave. The caller clears it.</param>
    /// <exception cref="SwarmException">The bytes are no capability (<c>CAPABILITY_INVALID</c>).</exception>
    public static Capability Parse(ReadOnlySpan<byte> utf8) => CapabilityReader.Read(utf8);

    /// <summary>Opens a sealed capability.</summary>
    /// <param name="sealedCapability">What <see cref="Seal"/> gave.</param>
    /// <param name="identity">The identity that it was sealed to.</param>
    /// <exception cref="SwarmException">
    /// The age file is refused or for others (<c>SEAL_INVALID</c>), or what it holds is no capability
    /// (<c>CAPABILITY_INVALID</c>).
    /// </exception>
    public static Capability Open(ReadOnlySpan<byte> sealedCapability, AgeIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (sealedCapability.Length > CapabilityReader.SealedLimit)
        {
            throw CapabilityReader.Refuse("it is too long");
        }

        var plaintext = AgeDecryptor.Open(sealedCapability, [identity]);
        try
        {
            return Parse(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Seals the capability to recipients, as a binary age file.</summary>
    /// <param name="recipients">Who can open it.</param>
    /// <param name="random">Where the file key, the ephemeral secrets and the nonce come from.</param>
    /// <exception cref="ObjectDisposedException">The capability was disposed.</exception>
    public byte[] Seal(IReadOnlyList<AgeRecipient> recipients, RandomSource random)
    {
        var plaintext = Serialize();
        try
        {
            return AgeEncryptor.Seal(plaintext, recipients, random);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>Writes the capability, secret and all, as canonical JSON (RFC 8785).</summary>
    /// <returns>Secret bytes, which the caller seals and clears.</returns>
    /// <exception cref="ObjectDisposedException">The capability was disposed.</exception>
    public byte[] Serialize()
    {
        Span<byte> key = stackalloc byte[Base64Url.GetEncodedLength(RatchetChain.KeySize)];
        Base64Url.EncodeToUtf8(Chain.Key, key);
        // Written by hand, so that no string holds the key; nothing in it needs an escape.
        var rest = string.Create(
            CultureInfo.InvariantCulture,
            $"\",\"kind\":\"{RatchetLabels.Of(Kind)}\",\"node_id\":\"{NodeId}\",\"ratchet_step\":{RatchetStep},\"type\":\"{Type}\"}}");
        byte[] json = [.. "{\"chain_key\":\""u8, .. key, .. Encoding.ASCII.GetBytes(rest)];
        CryptographicOperations.ZeroMemory(key);
        return json;
    }

    /// <summary>Kind, step and the first 12 digits of the commitment: <c>state_cap step 3 commitment 0123456789ab…</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{RatchetLabels.Of(Kind)}_cap step {RatchetStep} commitment {Commitment.ToHex()[..CommitmentDigits]}…");

    /// <inheritdoc/>
    public void Dispose() => Chain.Dispose();

    internal static bool IsNodeId(string? text) =>
        text is { Length: > 0 and <= NodeIdLimit } && !text.AsSpan().ContainsAnyExcept(NodeIdCharacters);

    private static Digest Commit(string nodeId, RatchetChain chain) =>
        new(chain.DeriveKey(RatchetKeyUse.Commitment, string.Create(CultureInfo.InvariantCulture, $"{nodeId}\0{chain.Step}")));
}
