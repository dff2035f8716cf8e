using Swarm.Transparency.Checkpoints;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Puts notes together, also such as a log would refuse to write.</summary>
internal static class NoteForms
{
    /// <summary>The text, an empty line, one line for each signer.</summary>
    public static string Sign(this string text, params IEnumerable<INoteSigner> signers) =>
        text + "\n" + string.Concat(signers.Select(signer => signer.Sign(text)));

    /// <summary>A checkpoint as a signed note.</summary>
    public static string Sign(this Checkpoint head, params IEnumerable<INoteSigner> signers) => head.ToText().Sign(signers);
}
