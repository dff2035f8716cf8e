namespace Swarm.Backends.GitHub.Answers;

/// <summary>GET contents, of a file.</summary>
internal sealed record ContentAnswer(string Type, long Size, string? Encoding = null, string? Content = null);
