using Swarm.Core.Contracts;
using Swarm.Core.Digests;
using Swarm.Storage.Nodes;

namespace Swarm.Engine.Trust;

/// <summary>A node's certificate as it is written. Reading it verifies nothing but its schema.</summary>
/// <param name="Node">The node.</param>
/// <param name="Root">The folder that holds the store.</param>
/// <param name="Path">The certificate's file.</param>
/// <param name="ArtifactHash">The digest of its bytes.</param>
/// <param name="Certificate">What it says.</param>
/// <param name="Bytes">Exactly its bytes.</param>
public sealed record CertificateInfo(NodeRecord Node, string Root, string Path, Digest ArtifactHash, Certificate Certificate, ReadOnlyMemory<byte> Bytes);
