using Swarm.Core.Contracts;

namespace Swarm.Engine.Remote;

/// <summary>What a runner made.</summary>
/// <param name="Result">The result as it was written.</param>
/// <param name="Label">The branch's name.</param>
/// <param name="RatchetStep">The ratchet step of the node.</param>
/// <param name="Folder">The folder with everything that leaves the runner.</param>
public sealed record RemoteEpisodeResult(RunResult Result, string Label, long RatchetStep, string Folder)
{
    /// <summary>The certificate's file.</summary>
    public string CertificatePath => Path.Combine(Folder, ArtifactFiles.Certificate);

    /// <summary>The file with the sealed capabilities.</summary>
    public string NextTokensPath => Path.Combine(Folder, ArtifactFiles.NextTokens);
}
