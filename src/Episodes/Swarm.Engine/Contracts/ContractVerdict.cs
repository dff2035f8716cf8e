using Swarm.Core.Contracts;

namespace Swarm.Engine.Contracts;

/// <summary>Whether a document is of its contract.</summary>
/// <param name="Path">The file.</param>
/// <param name="Contract">The contract's name; null where none was named and the document names none.</param>
/// <param name="Error">Why it is not; null where it is.</param>
public sealed record ContractVerdict(string Path, string? Contract, ErrorEntry? Error)
{
    /// <summary>Whether the document is of the contract.</summary>
    public bool IsValid => Error is null;
}
