namespace Swarm.Transparency.Notes;

/// <summary>Verifies a signature of any length and content over a note's text.</summary>
internal delegate bool SignatureVerification(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature);
