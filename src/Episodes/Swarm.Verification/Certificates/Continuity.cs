using System.Security.Cryptography;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Cryptography.Ratchet;

namespace Swarm.Verification.Certificates;

/// <summary>Shows that whoever made a node held the capability of its parent.</summary>
public static class Continuity
{
    /// <summary>Computes the HMAC-SHA256 (RFC 2104) over the new node, its snapshot root and its commitments.</summary>
    /// <param name="parent">The parent's state chain.</param>
    /// <param name="nodeId">The new node.</param>
    /// <param name="snapshotRoot">Its snapshot's root.</param>
    /// <param name="stateCommitment">The commitment of its state capability.</param>
    /// <param name="netCommitment">The commitment of its network capability.</param>
    /// <returns><c>hmac-sha256:</c> and 64 hexadecimal digits.</returns>
    public static string Compute(RatchetChain parent, string nodeId, Digest snapshotRoot, Digest stateCommitment, Digest netCommitment)
    {
        ArgumentNullException.ThrowIfNull(parent);
        var key = parent.DeriveKey(RatchetKeyUse.Continuity, nodeId);
        var message = Encoding.UTF8.GetBytes($"{nodeId}\n{snapshotRoot}\n{stateCommitment}\n{netCommitment}");
        var code = HMACSHA256.HashData(key, message);
        CryptographicOperations.ZeroMemory(key);
        return "hmac-sha256:" + Convert.ToHexStringLower(code);
    }
}
