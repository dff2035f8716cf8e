using Swarm.Engine.Contracts;
using Swarm.PowerShell.Wording;

namespace Swarm.PowerShell.Records;

/// <summary>Whether a document is of its contract.</summary>
public sealed record SwarmContractVerdict
{
    /// <summary>The file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The contract's name; null where none was named and the document names none.</summary>
    public string? Contract { get; internal init; }

    /// <summary>Whether the document is of the contract.</summary>
    public bool IsValid { get; internal init; }

    /// <summary>Why it is not; null where it is.</summary>
    public string? Reason { get; internal init; }

    internal static SwarmContractVerdict From(ContractVerdict verdict) => new()
    {
        Path = verdict.Path,
        Contract = verdict.Contract,
        IsValid = verdict.IsValid,
        Reason = CmdletWords.OfAny(verdict.Error?.Message),
    };

    /// <summary>The file and what was found.</summary>
    public override string ToString() => $"{Path}: {(IsValid ? "valid" : "invalid")}";
}
