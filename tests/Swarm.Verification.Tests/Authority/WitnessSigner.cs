using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Transparency.Checkpoints;
using Swarm.Transparency.Notes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A witness's cosignature on a checkpoint (C2SP tlog-cosignature, version 1).</summary>
/// <param name="name">The witness's name.</param>
/// <param name="time">When it saw the checkpoint.</param>
internal sealed class WitnessSigner(string name, DateTimeOffset time) : INoteSigner
{
    public NoteSignature Sign(string text)
    {
        using var key = SigningKey.Create(RandomSource.System);
        return Cosignature.Sign(name, key, Checkpoint.Parse(text), time.ToUnixTimeSeconds());
    }
}
