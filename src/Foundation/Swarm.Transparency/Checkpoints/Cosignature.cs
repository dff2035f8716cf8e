using Swarm.Core.Errors;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Notes;

namespace Swarm.Transparency.Checkpoints;

/// <summary>
/// A witness's signature on a checkpoint with the time of signing (C2SP tlog-cosignature, version 1). It says that at this time the
/// checkpoint's tree was the largest that the witness knew of the log, and consistent with all before.
/// </summary>
public static class Cosignature
{
    /// <summary>Signs a checkpoint.</summary>
    /// <param name="name">The witness's name.</param>
    /// <param name="key">The witness's private key, which signs nothing under another name, since the name is not signed.</param>
    /// <param name="checkpoint">The checkpoint, consistent with all that the witness signed before.</param>
    /// <param name="time">The time of signing, in seconds since 1970.</param>
    /// <exception cref="SwarmException">
    /// The name may not be one (<c>KEY_INVALID</c>), or the checkpoint cannot be written (<c>TRANSPARENCY_INVALID</c>).
    /// </exception>
    public static NoteSignature Sign(string name, SigningKey key, Checkpoint checkpoint, long time)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentOutOfRangeException.ThrowIfNegative(time);
        var verifier = new VerifierKey(name, SignatureType.CosignatureV1, key.PublicKey.Span);
        return new NoteSignature(name, verifier.KeyId, TimestampedSignature.Sign(key, checkpoint.ToText(), time));
    }
}
