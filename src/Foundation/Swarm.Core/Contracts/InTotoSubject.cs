namespace Swarm.Core.Contracts;

/// <summary>One artifact that a statement is about.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Digest">The digests by algorithm, in hexadecimal.</param>
public sealed record InTotoSubject(string Name, IReadOnlyDictionary<string, string> Digest);
