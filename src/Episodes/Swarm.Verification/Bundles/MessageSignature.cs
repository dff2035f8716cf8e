using System.Security.Cryptography;

namespace Swarm.Verification.Bundles;

/// <summary>A signature over an artifact's bytes.</summary>
/// <param name="HashAlgorithm">The hash that the bundle states; null where it states none.</param>
/// <param name="Digest">The digest that the bundle states; empty where it states none.</param>
/// <param name="Signature">The signature.</param>
internal sealed record MessageSignature(HashAlgorithmName? HashAlgorithm, byte[] Digest, byte[] Signature);
