using Swarm.Cryptography.Age;
using Swarm.Cryptography.Capabilities;
using Swarm.Cryptography.Ratchet;
using Swarm.Cryptography.Signing;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>Keys that follow from the bytes 00 to 1f, whose other forms were computed independently.</summary>
internal static class Samples
{
    internal const string Identity = "AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG";
    internal const string Recipient = "age13aqvttdk3ujkyjh9kg2w5an6dmy5mq5a84a4uxk3hfhnugfc9p0sy5p2wh";
    internal const string SigningKeyText = "ed25519-secret:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    internal const string VerificationKeyText = "ed25519:A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
    internal const string NodeId = "node-0123456789abcdefghjkmnpq";

    internal static byte[] Secret => Count(0, 32);

    internal static byte[] Count(int start, int length) => [.. Enumerable.Range(start, length).Select(value => (byte)value)];

    internal static byte[] Bytes(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static AgeIdentity CreateIdentity() => AgeIdentity.Create(new SequenceRandomSource(Secret));

    internal static SigningKey CreateSigningKey() => SigningKey.Create(new SequenceRandomSource(Secret));

    internal static RatchetChain CreateRoot(RatchetKind kind) => RatchetChain.CreateRoot(kind, new SequenceRandomSource(Secret));

    internal static Capability CreateCapability(RatchetKind kind = RatchetKind.State) => new(NodeId, CreateRoot(kind));
}
