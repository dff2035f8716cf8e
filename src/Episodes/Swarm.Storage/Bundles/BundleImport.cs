using Swarm.Core.Contracts;
using Swarm.Cryptography.Age;
using Swarm.Storage.Runs;

namespace Swarm.Storage.Bundles;

/// <summary>What to import, and what came with it.</summary>
public sealed record BundleImport
{
    /// <summary>The bundle's file, as an absolute path.</summary>
    public required string Path { get; init; }

    /// <summary>The branch's name; null for the one that the bundle names.</summary>
    public string? Label { get; init; }

    /// <summary>
    /// The node's own sealed capabilities (<c>next_tokens.json</c>), sealed to this operator: the node keeps its id and
    /// its ratchet goes on. Null to begin a new root.
    /// </summary>
    public ReadOnlyMemory<byte>? NextTokens { get; init; }

    /// <summary>The node's certificate; only with its capabilities.</summary>
    public ReadOnlyMemory<byte>? Certificate { get; init; }

    /// <summary>The DSSE envelope about the certificate; only with it.</summary>
    public ReadOnlyMemory<byte>? Attestation { get; init; }

    /// <summary>The policy that the certificate names; only with it.</summary>
    public ReadOnlyMemory<byte>? Policy { get; init; }

    /// <summary>Who opens the bundle; null for the operator.</summary>
    public AgeIdentity? Identity { get; init; }

    /// <summary>The node that the bundle has to carry; null where any will do.</summary>
    public NodeDocument? ExpectedNode { get; init; }

    /// <summary>The finished run that made the node, to record with it; only with its capabilities.</summary>
    public RunRecord? Run { get; init; }

    /// <summary>Further documents of the node by their names; only with its capabilities.</summary>
    public IReadOnlyDictionary<string, byte[]> Documents { get; init; } = new Dictionary<string, byte[]>(StringComparer.Ordinal);

    /// <summary>The file of the run's log; null where none came.</summary>
    public string? LogFile { get; init; }

    /// <summary>The file of the step's response; null where none came.</summary>
    public string? ResponseFile { get; init; }

    /// <summary>The file of what the step's proxy decided; null where none came.</summary>
    public string? ReceiptsFile { get; init; }

    /// <summary>Whether links that lead out of the workspace are taken in.</summary>
    public bool AllowOutwardLinks { get; init; }

    /// <summary>Where the state database is written to while it is checked; nothing may be there. Null to check nothing.</summary>
    public string? StateCopy { get; init; }

    /// <summary>Checks the copied database and throws where it is none.</summary>
    public Action<string>? CheckState { get; init; }
}
