using Swarm.Transparency.Notes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>Whoever adds a signature line to a signed note.</summary>
internal interface INoteSigner
{
    /// <summary>Signs a note's text, whatever it says.</summary>
    NoteSignature Sign(string text);
}
