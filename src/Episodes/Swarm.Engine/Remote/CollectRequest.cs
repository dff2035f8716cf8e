using System.Diagnostics.CodeAnalysis;

namespace Swarm.Engine.Remote;

/// <summary>What to collect, and what its evidence is held against. Files are relative to the current folder.</summary>
public sealed record CollectRequest : CollectTrust
{
    /// <summary>Makes a request.</summary>
    public CollectRequest()
    {
    }

    /// <summary>Makes a request that is held against what is given.</summary>
    /// <param name="trust">What the evidence is held against.</param>
    /// <param name="runId">The run.</param>
    /// <param name="folder">The folder that holds what the runner gave out.</param>
    [SetsRequiredMembers]
    public CollectRequest(CollectTrust trust, string runId, string folder)
        : base(trust) => (RunId, Folder) = (runId, folder);

    /// <summary>The run: its id, or an unambiguous beginning of it.</summary>
    public required string RunId { get; init; }

    /// <summary>The folder that holds what the runner gave out.</summary>
    public required string Folder { get; init; }

    /// <summary>The Sigstore bundle that attests the certificate; null for <c>certificate.sigstore.json</c> in the folder.</summary>
    public string? Attestation { get; init; }
}
