using System.Text.Json.Serialization;
using Swarm.Core.Digests;

namespace Swarm.Verification.Replay;

/// <summary>One accepted run, a line of the ledger.</summary>
/// <param name="Nonce">Its nonce.</param>
/// <param name="ExpiresAtUnix">When its acceptance ends, in seconds since 1970; after that the line is not needed.</param>
/// <param name="ArtifactHash">The certificate's digest, for people.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReplayRecord(string Nonce, long ExpiresAtUnix, Digest ArtifactHash);
