using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Swarm.Core.Errors;
using Swarm.Cryptography.Curve25519;

namespace Swarm.Cryptography.Age;

/// <summary>The public half of an age identity, to which files are sealed, written <c>age1…</c>.</summary>
[JsonConverter(typeof(AgeRecipientJsonConverter))]
public sealed class AgeRecipient : IEquatable<AgeRecipient>
{
    private const string Prefix = "age";

    private readonly byte[] _publicKey;

    internal AgeRecipient(ReadOnlySpan<byte> publicKey) => _publicKey = publicKey.ToArray();

    /// <summary>The 32 bytes of the X25519 public key.</summary>
    public ReadOnlySpan<byte> Span => _publicKey;

    /// <summary>Reads the written form.</summary>
    /// <param name="text"><c>age1</c> and the rest of the Bech32 text (BIP 173), in lower case.</param>
    /// <exception cref="SwarmException">The text is no X25519 recipient (<c>KEY_INVALID</c>).</exception>
    public static AgeRecipient Parse(string text) => TryParse(text, out var recipient)
        ? recipient
        : throw new SwarmException(
            ErrorCode.KeyInvalid,
            "This is no X25519 age recipient: give the text that begins with 'age1', as 'age-keygen -y' prints it.");

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="recipient">The recipient, where the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out AgeRecipient? recipient)
    {
        recipient = text is not null && Bech32.Decode(Prefix, text) is { Length: X25519.KeySize } publicKey
            ? new AgeRecipient(publicKey)
            : null;
        return recipient is not null;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => Bech32.Encode(Prefix, _publicKey);

    /// <inheritdoc/>
    public bool Equals(AgeRecipient? other) => other is not null && _publicKey.AsSpan().SequenceEqual(other._publicKey);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AgeRecipient);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_publicKey);
}
