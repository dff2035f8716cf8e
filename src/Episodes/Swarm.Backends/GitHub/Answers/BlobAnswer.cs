namespace Swarm.Backends.GitHub.Answers;

/// <summary>POST git/blobs.</summary>
internal sealed record BlobAnswer(string Sha);
