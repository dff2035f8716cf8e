using Swarm.Backends.Archives;

namespace Swarm.Backends.Remote;

/// <summary>What a run left, fetched into a folder.</summary>
/// <param name="Run">The run, as it was before the files were fetched.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The files in it.</param>
/// <param name="HasAttestation">Whether a Sigstore bundle is among them.</param>
public sealed record BackendArtifacts(BackendRun Run, string Folder, IReadOnlyList<ExtractedFile> Files, bool HasAttestation);
