using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Swarm.Core.Errors;
using Swarm.Cryptography.Encodings;

namespace Swarm.Transparency.Notes;

/// <summary>
/// A public key under a name that signs notes in one way, written <c>name+id+key</c> (C2SP signed-note, "Verifier keys"): its id in eight
/// hexadecimal digits, its type and bytes in base 64.
/// </summary>
public sealed class VerifierKey
{
    private const int MaxBytes = 4096;

    private const int IdDigits = 8;

    private readonly byte[] _publicKey;

    private readonly SignatureVerification _verify;

    /// <summary>Takes a key.</summary>
    /// <param name="name">Its name: not empty, without white space and plus signs; better a URL without its scheme.</param>
    /// <param name="type">How it signs.</param>
    /// <param name="publicKey">Its bytes: 32 for Ed25519, a SubjectPublicKeyInfo for ECDSA.</param>
    /// <exception cref="SwarmException">The name may not be one, or the bytes are no key of the type (<c>KEY_INVALID</c>).</exception>
    public VerifierKey(string name, SignatureType type, ReadOnlySpan<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        (Name, Type, _publicKey) = (name, type, publicKey.ToArray());
        var isUsable = NoteText.IsKeyName(name) && publicKey.Length <= MaxBytes;
        var algorithm = (isUsable ? SignatureTypes.Find(type) : null) ?? throw Refuse();
        _verify = algorithm.ReadKey(_publicKey) ?? throw Refuse();
        KeyId = algorithm.NamesKeyAlone ? ComputeId(publicKey) : ComputeId(name, type, publicKey);
    }

    /// <summary>The key's name.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public SignatureType Type { get; }

    /// <summary>The id that its signatures carry.</summary>
    public uint KeyId { get; }

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>Computes the id of a key that is known by the key alone, as Rekor's are: the first bytes of its SHA-256.</summary>
    /// <param name="publicKey">The key's bytes.</param>
    public static uint ComputeId(ReadOnlySpan<byte> publicKey) => BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(publicKey));

    /// <summary>Computes the id that is recommended: of name, type and key.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="type">How it signs.</param>
    /// <param name="publicKey">The key's bytes.</param>
    public static uint ComputeId(string name, SignatureType type, ReadOnlySpan<byte> publicKey) =>
        ComputeId([.. NoteText.StrictUtf8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey]);

    /// <summary>Reads the written form.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">
    /// It is not of that form, its id is another key's, or its type is not known (<c>KEY_INVALID</c>).
    /// </exception>
    public static VerifierKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        // The base 64 may have plus signs, too.
        if (text.Split('+', 3) is not [var name, { Length: IdDigits } id, { Length: <= MaxBytes * 2 } encoded]
            || id.AsSpan().ContainsAnyExcept("0123456789abcdef")
            || StrictBase64.Decode(encoded, Base64Form.Padded) is not [var type, .. var publicKey])
        {
            throw Refuse();
        }

        var key = new VerifierKey(name, (SignatureType)type, publicKey);
        return key.KeyId == uint.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ? key : throw Refuse();
    }

    /// <summary>Verifies a signature.</summary>
    /// <param name="text">What was signed.</param>
    /// <param name="signature">The signature, of any length and content.</param>
    /// <returns>Whether it is this key's over exactly this text.</returns>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) => _verify(text, signature);

    /// <summary>The written form.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Name}+{KeyId:x8}+{StrictBase64.Encode([(byte)Type, .. _publicKey], Base64Form.Padded)}");

    private static SwarmException Refuse() => new(
        ErrorCode.KeyInvalid,
        "This is no verifier key: give its name, its id of eight hexadecimal digits, and the base 64 of type and key, with a plus "
        + "sign between them, as its owner publishes it. Known are the types 1 (Ed25519), 2 (ECDSA) and 4 (cosignature/v1).");
}
