namespace Swarm.Transparency.Notes;

/// <summary>What there is to know of a type of note signatures.</summary>
/// <param name="Type">The type.</param>
/// <param name="NamesKeyAlone">Whether a key's id is that of the key alone, whatever its name (as Rekor has it).</param>
/// <param name="ReadKey">Reads a key's bytes and gives what verifies with it; null where they are no key of the type.</param>
internal sealed record SignatureAlgorithm(SignatureType Type, bool NamesKeyAlone, Func<byte[], SignatureVerification?> ReadKey);
