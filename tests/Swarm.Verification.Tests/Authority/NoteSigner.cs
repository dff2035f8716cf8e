using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Swarm.Transparency.Notes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A log's signature on a note (C2SP signed-note), with a key of any kind and under any name.</summary>
/// <param name="Name">The name of the key.</param>
/// <param name="Key">The key.</param>
internal sealed record NoteSigner(string Name, FakeKey Key) : INoteSigner
{
    /// <summary>The hash of which a signature line carries the first four bytes; whole, it is Rekor v2's identifier of the log.</summary>
    public byte[] KeyId
    {
        get
        {
            var prefix = Encoding.UTF8.GetBytes(Name + "\n");
            return SHA256.HashData(Key switch
            {
                { Kind: KeyKind.Ed25519 } => [.. prefix, 1, .. Key.RawEd25519],
                { IsRsa: true } => [.. prefix, 0xff, .. "PKIX-RSA-PKCS#1v1.5"u8, .. Key.PublicKeyInfo],
                _ => Key.PublicKeyInfo,
            });
        }
    }

    public NoteSignature Sign(string text) =>
        new(Name, BinaryPrimitives.ReadUInt32BigEndian(KeyId), Key.Sign(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256));
}
