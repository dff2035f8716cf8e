namespace Swarm.Cryptography.Age;

/// <summary>One recipient's entry in an age header.</summary>
/// <param name="Type">The kind of recipient.</param>
/// <param name="Arguments">What follows the kind on its line.</param>
/// <param name="Body">The decoded body.</param>
internal sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body);
