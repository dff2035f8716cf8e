namespace Swarm.Backends.GitLab.Answers;

/// <summary>A file at a commit.</summary>
internal sealed record FileAnswer(long Size, string Encoding, string Content);
