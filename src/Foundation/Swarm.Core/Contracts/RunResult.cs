using Swarm.Core.Digests;

namespace Swarm.Core.Contracts;

/// <summary>The result of a run (<c>result.json</c>).</summary>
public sealed record RunResult : ExtensibleContract
{
    /// <summary>The contract's name and version.</summary>
    public string Type { get; init; } = ContractTypes.Result;

    /// <summary>The run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>The id of the node that the run made.</summary>
    public required string NodeId { get; init; }

    /// <summary>The id of the node that the run started from, or null at the root.</summary>
    public required string? ParentNodeId { get; init; }

    /// <summary>One of <see cref="Operations"/>.</summary>
    public required string Operation { get; init; }

    /// <summary>One of <see cref="RunStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The step's exit code, or null.</summary>
    public required int? ExitCode { get; init; }

    /// <summary><c>checkpoint</c> or <c>cold_start</c>.</summary>
    public required string RestoreMode { get; init; }

    /// <summary>The certificate's file, beside this one.</summary>
    public required string CertificateRef { get; init; }

    /// <summary>The digest of the certificate's bytes.</summary>
    public required Digest ArtifactHash { get; init; }

    /// <summary>The file and member of the sealed state capability, beside this one.</summary>
    public required string StateCapNextRef { get; init; }

    /// <summary>The file and member of the sealed network capability, beside this one.</summary>
    public required string NetCapNextRef { get; init; }

    /// <summary>What went wrong, empty for a good run.</summary>
    public required IReadOnlyList<ErrorEntry> Errors { get; init; }
}
