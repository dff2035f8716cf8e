using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Randomness;

namespace Swarm.Execution.Entropy;

/// <summary>
/// Ids and secrets of a deterministic run: HMAC-SHA256 (RFC 2104) under the seed over request, parent certificate,
/// label, sibling ordinal, outputs and use, so that the same step gives the same bytes and different outputs never
/// share a key or a nonce.
/// </summary>
internal sealed class SeededEntropy(ReadOnlyMemory<byte> seed, Digest request, Digest? parentCertificate, string label, int siblingOrdinal) : EpisodeEntropy
{
    public override string RunId => Identifier.Create(Identifier.RunPrefix, Derive(outputs: null, "run-id"));

    public override RandomSource Before(string use) => Derive(outputs: null, use);

    public override RandomSource After(Digest outputs, string use) => Derive(outputs, use);

    private DerivedRandomSource Derive(Digest? outputs, string use)
    {
        // Each part ends with a byte that none of them holds.
        var message = Encoding.UTF8.GetBytes($"swarm/deterministic/v1\n{request}\n{parentCertificate}\n{label}\n{siblingOrdinal}\n{outputs}\n{use}");
        var key = HMACSHA256.HashData(seed.Span, message);
        try
        {
            return new DerivedRandomSource(key, use);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
