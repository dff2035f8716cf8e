using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Encodings;

namespace Swarm.Cryptography.Signing;

/// <summary>An Ed25519 public key, written <c>ed25519:</c> and the base 64 of its 32 bytes.</summary>
[JsonConverter(typeof(VerificationKeyJsonConverter))]
public sealed class VerificationKey : IEquatable<VerificationKey>
{
    private const string Prefix = "ed25519:";

    private readonly byte[] _publicKey;

    /// <summary>Takes the raw key.</summary>
    /// <param name="publicKey">The 32 bytes (RFC 8032, section 5.1.2).</param>
    /// <exception cref="SwarmException">They are not a canonically encoded key of full order (<c>KEY_INVALID</c>).</exception>
    public VerificationKey(ReadOnlySpan<byte> publicKey)
    {
        if (!IsAcceptable(publicKey))
        {
            throw Refuse();
        }

        _publicKey = publicKey.ToArray();
        KeyId = Digest.Compute(_publicKey).ToString();
    }

    /// <summary>The 32 bytes of the key.</summary>
    public ReadOnlySpan<byte> Span => _publicKey;

    /// <summary>The digest of the 32 bytes, written <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string KeyId { get; }

    /// <summary>Reads the written form.</summary>
    /// <param name="text"><c>ed25519:</c> and the base 64 of 32 bytes.</param>
    /// <exception cref="SwarmException">The text is not of that form, or no acceptable key (<c>KEY_INVALID</c>).</exception>
    public static VerificationKey Parse(string text) => TryParse(text, out var key) ? key : throw Refuse();

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out VerificationKey? key)
    {
        key = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || StrictBase64.Decode(text[Prefix.Length..], Base64Form.Padded) is not { } bytes || !IsAcceptable(bytes))
        {
            return false;
        }

        key = new VerificationKey(bytes);
        return true;
    }

    /// <summary>Verifies a signature strictly (<see cref="Ed25519.Verify"/>).</summary>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The signature, of any length and content.</param>
    /// <returns>Whether it is this key's signature over exactly this message.</returns>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519.Verify(_publicKey, message, signature);

    /// <summary>The written form.</summary>
    public override string ToString() => Prefix + StrictBase64.Encode(_publicKey, Base64Form.Padded);

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && _publicKey.AsSpan().SequenceEqual(other._publicKey);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_publicKey);

    private static bool IsAcceptable(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == Ed25519.PublicKeySize
        && EdwardsEncoding.IsCanonicalPoint(publicKey) && !EdwardsEncoding.IsSmallOrder(publicKey);

    private static SwarmException Refuse() => new(
        ErrorCode.KeyInvalid,
        "This is no Ed25519 public key: give 'ed25519:' and the base 64 of its 32 bytes, as its owner's export prints it.");
}
