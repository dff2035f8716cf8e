using System.Security.Cryptography;
using Swarm.Core.Digests;

namespace Swarm.Verification.Certificates;

/// <summary>The bytes that a verdict is about, from wherever they came. Nothing in them is trusted.</summary>
/// <param name="Name">Where they came from, for messages.</param>
/// <param name="Certificate">The certificate's bytes.</param>
/// <param name="Envelope">The bytes of the DSSE envelope that a local key signed; null where there is none.</param>
public sealed record CertificateEvidence(string Name, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte>? Envelope)
{
    /// <summary>The bytes of the Sigstore bundle that attests the certificate; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Bundle { get; init; }

    /// <summary>The bytes of the policy that lies with the certificate; null where none does.</summary>
    public ReadOnlyMemory<byte>? Policy { get; init; }

    /// <summary>What the store says of the node; null where no store is asked.</summary>
    public NodeClaim? Claim { get; init; }

    /// <summary>
    /// The digest of the sealed capabilities that are at hand for the node, of no bytes where there are none; null where nobody looked. It authenticates
    /// nothing: a session only tells by it that they are those of before.
    /// </summary>
    public Digest? Capabilities { get; init; }

    /// <summary>The digest of all bytes in it: with the claim, what a verdict may depend on.</summary>
    internal Digest ComputeIdentity()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new ReadOnlyMemory<byte>?[] { Certificate, Envelope, Bundle, Policy, Capabilities?.Span.ToArray() })
        {
            hash.AppendData(part is null ? [0] : [1]);
            hash.AppendData(part is { } bytes ? SHA256.HashData(bytes.Span) : []);
        }

        return new Digest(hash.GetHashAndReset());
    }
}
