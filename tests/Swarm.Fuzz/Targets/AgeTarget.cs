using Swarm.Core.Randomness;
using Swarm.Cryptography.Age;

namespace Swarm.Fuzz.Targets;

/// <summary>age files, plain and in armor.</summary>
internal sealed class AgeTarget : FuzzTarget
{
    // The key of nobody: what was found must open again in another process.
    private readonly RandomSource _random = MakeRandom();
    private readonly AgeIdentity _identity;

    public AgeTarget() => _identity = AgeIdentity.Create(_random);

    public override string Name => "age";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            yield return AgeEncryptor.Seal("content"u8, [_identity.Recipient], _random);
            yield return AgeEncryptor.Seal(new byte[200], [AgeIdentity.Create(_random).Recipient, _identity.Recipient], _random);
            using var armored = new MemoryStream();
            using (var stream = AgeEncryptor.OpenWrite(armored, [_identity.Recipient], _random, armored: true))
            {
                stream.Write("content in armor"u8);
            }

            yield return armored.ToArray();
        }
    }

    public override void Run(byte[] input) => AgeDecryptor.Open(input, [_identity]);
}
