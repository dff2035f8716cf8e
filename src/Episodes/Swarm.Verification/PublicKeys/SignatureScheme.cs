using System.Security.Cryptography;

namespace Swarm.Verification.PublicKeys;

/// <summary>How a signature is made: with which hash, and for RSA with which padding.</summary>
/// <param name="Hash">The hash; ignored by Ed25519.</param>
/// <param name="Padding">The padding of RSA; null for other keys.</param>
internal sealed record SignatureScheme(HashAlgorithmName Hash, RSASignaturePadding? Padding = null);
