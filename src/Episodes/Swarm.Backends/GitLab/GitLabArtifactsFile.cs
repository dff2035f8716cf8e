namespace Swarm.Backends.GitLab;

/// <summary>The archive that a job left.</summary>
/// <param name="Filename">Its name, which <c>artifacts:name</c> of the job sets, and <c>.zip</c>.</param>
/// <param name="Size">Its size in bytes.</param>
public sealed record GitLabArtifactsFile(string Filename, long? Size = null);
