namespace Swarm.Verification.Tests.Authority;

/// <summary>Whoever adds a signature line to a signed note.</summary>
internal interface INoteSigner
{
    /// <summary>The line over a note's text, with its line feed.</summary>
    string SignatureLine(string text);
}
