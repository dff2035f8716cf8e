using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Notes;

namespace Swarm.Transparency.Checkpoints;

/// <summary>
/// A witness's signature on a checkpoint with the time of signing (C2SP tlog-cosignature, version 1): 8 bytes of time and 64 of
/// Ed25519. It says that at this time the checkpoint's tree was the largest that the witness knew of the log, and consistent with
/// all before.
/// </summary>
public static class Cosignature
{
    private const string Header = "cosignature/v1";

    private const int TimeSize = sizeof(ulong);

    /// <summary>Signs a checkpoint.</summary>
    /// <param name="name">The witness's name.</param>
    /// <param name="key">The witness's private key, which signs nothing under another name, since the name is not signed.</param>
    /// <param name="checkpoint">The checkpoint, consistent with all that the witness signed before.</param>
    /// <param name="time">The time of signing, in seconds since 1970.</param>
    public static NoteSignature Sign(string name, SigningKey key, Checkpoint checkpoint, long time)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var verifier = new VerifierKey(name, SignatureType.CosignatureV1, key.PublicKey.Span);
        var signature = new byte[TimeSize + Ed25519.SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(signature, time);
        key.Sign(Message(time, NoteText.StrictUtf8.GetBytes(checkpoint.ToText()))).CopyTo(signature, TimeSize);
        return new NoteSignature(name, verifier.KeyId, signature);
    }

    internal static bool Verify(VerificationKey key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == TimeSize + Ed25519.SignatureSize && ReadTime(signature) is var time and >= 0
        && key.Verify(Message(time, text), signature[TimeSize..]);

    internal static long ReadTime(ReadOnlySpan<byte> signature) => BinaryPrimitives.ReadInt64BigEndian(signature);

    private static byte[] Message(long time, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Header}\ntime {time}\n")), .. text];
}
