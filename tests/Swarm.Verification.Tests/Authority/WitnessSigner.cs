using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A witness's cosignature on a checkpoint (C2SP tlog-cosignature, version 1).</summary>
/// <param name="name">The witness's name.</param>
/// <param name="time">When it saw the checkpoint.</param>
internal sealed class WitnessSigner(string name, DateTimeOffset time) : INoteSigner
{
    public FakeKey Key { get; } = FakeKey.Create(KeyKind.Ed25519);

    public string SignatureLine(string text)
    {
        var seconds = time.ToUnixTimeSeconds();
        var stamp = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(stamp, seconds);
        var hint = SHA256.HashData([.. Encoding.UTF8.GetBytes(name + "\n"), 4, .. Key.RawEd25519]).AsSpan(0, 4);
        var message = string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}");
        return NoteSigner.Line(name, hint, [.. stamp, .. Key.Sign(Encoding.UTF8.GetBytes(message))]);
    }
}
