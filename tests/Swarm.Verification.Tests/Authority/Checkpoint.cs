using System.Globalization;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A log's statement of its size and root (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Size">How many entries it has.</param>
/// <param name="RootHash">The hash over them.</param>
internal sealed record Checkpoint(string Origin, long Size, byte[] RootHash)
{
    /// <summary>Further lines after the root.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = [];

    public string Text =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(RootHash)}\n")
        + string.Concat(Extensions.Select(line => line + "\n"));

    /// <summary>The signed note: text, an empty line, one line for each signer.</summary>
    public string Sign(params IEnumerable<INoteSigner> signers) =>
        Text + "\n" + string.Concat(signers.Select(signer => signer.SignatureLine(Text)));
}
