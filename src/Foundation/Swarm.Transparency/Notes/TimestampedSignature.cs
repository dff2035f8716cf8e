using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Swarm.Cryptography.Curve25519;
using Swarm.Cryptography.Signing;

namespace Swarm.Transparency.Notes;

/// <summary>
/// The signature of <see cref="SignatureType.CosignatureV1"/> (C2SP tlog-cosignature): 8 bytes of time, which is signed with the text, and
/// 64 of Ed25519.
/// </summary>
internal static class TimestampedSignature
{
    private const string Header = "cosignature/v1";

    private const int TimeSize = sizeof(long);

    internal static byte[] Sign(SigningKey key, string text, long time)
    {
        var signature = new byte[TimeSize + Ed25519.SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(signature, time);
        key.Sign(Message(time, NoteText.StrictUtf8.GetBytes(text))).CopyTo(signature, TimeSize);
        return signature;
    }

    internal static bool Verify(VerificationKey key, ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == TimeSize + Ed25519.SignatureSize && ReadTime(signature) is var time and >= 0
        && key.Verify(Message(time, text), signature[TimeSize..]);

    internal static long ReadTime(ReadOnlySpan<byte> signature) => BinaryPrimitives.ReadInt64BigEndian(signature);

    private static byte[] Message(long time, ReadOnlySpan<byte> text) =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Header}\ntime {time}\n")), .. text];
}
