using System.Text;
using Swarm.Engine.Trust;

namespace Swarm.PowerShell.Records;

/// <summary>What a node's certificate says. Test-SwarmCertificate tells whether it holds.</summary>
public sealed record SwarmCertificate
{
    /// <summary>The node whose certificate it is: for a fork, another than the one that the certificate names.</summary>
    public string NodeId { get; internal init; } = string.Empty;

    /// <summary>The branch's name, as the certificate gives it.</summary>
    public string? Label { get; internal init; }

    /// <summary>How the certified run began: <c>launch</c>, <c>resume</c> or <c>fork</c>.</summary>
    public string? Operation { get; internal init; }

    /// <summary>The certified run.</summary>
    public string RunId { get; internal init; } = string.Empty;

    /// <summary>The node that the certificate names.</summary>
    public string? CertifiedNodeId { get; internal init; }

    /// <summary>The node that the run started from; null at the root.</summary>
    public string? ParentNodeId { get; internal init; }

    /// <summary>How the step ended.</summary>
    public string? Status { get; internal init; }

    /// <summary>The step's exit code; null where it gave none.</summary>
    public int? ExitCode { get; internal init; }

    /// <summary>The ratchet step.</summary>
    public long? RatchetStep { get; internal init; }

    /// <summary>Whether ids and entropy were derived from a seed.</summary>
    public bool IsDeterministic { get; internal init; }

    /// <summary>What confined the step; <c>none</c> where nothing did.</summary>
    public string? Sandbox { get; internal init; }

    /// <summary>Which way the step's traffic took: <c>none</c>, <c>direct</c> or <c>client_exit</c>.</summary>
    public string? RouteMode { get; internal init; }

    /// <summary>What kept the step to its route: <c>namespace</c>, <c>proxy_only</c> or <c>none</c>.</summary>
    public string? Enforcement { get; internal init; }

    /// <summary>The digest of the receipts; null where no proxy stood between the step and the network.</summary>
    public string? ReceiptsHash { get; internal init; }

    /// <summary>The digest of the run spec.</summary>
    public string RequestHash { get; internal init; } = string.Empty;

    /// <summary>The salted Merkle root of the snapshot.</summary>
    public string? SnapshotRoot { get; internal init; }

    /// <summary>When the episode began.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>When the step and its snapshot were finished.</summary>
    public DateTimeOffset FinishedAt { get; internal init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration => FinishedAt - StartedAt;

    /// <summary>The digest of the certificate's bytes.</summary>
    public string ArtifactHash { get; internal init; } = string.Empty;

    /// <summary>The certificate's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>Exactly the certificate's text.</summary>
    public string Json { get; internal init; } = string.Empty;

    /// <summary>The folder that holds its store.</summary>
    public string Root { get; internal init; } = string.Empty;

    internal static SwarmCertificate From(CertificateInfo info) => new()
    {
        NodeId = info.Node.NodeId,
        Label = info.Certificate.Node?.Label,
        Operation = info.Certificate.Node?.Operation,
        RunId = info.Certificate.JobId,
        CertifiedNodeId = info.Certificate.Node?.NodeId,
        ParentNodeId = info.Certificate.Node?.ParentNodeId,
        Status = info.Certificate.Result.Status,
        ExitCode = info.Certificate.Result.ExitCode,
        RatchetStep = info.Certificate.Result.NewState.RatchetStep,
        IsDeterministic = info.Certificate.Deterministic ?? false,
        Sandbox = info.Certificate.Sandbox,
        RouteMode = info.Certificate.Network?.RouteMode,
        Enforcement = info.Certificate.Network?.Enforcement,
        ReceiptsHash = info.Certificate.Network?.ReceiptsSha256?.ToString(),
        RequestHash = info.Certificate.RequestHash.ToString(),
        SnapshotRoot = info.Certificate.Result.NewState.SnapshotRoot?.ToString(),
        StartedAt = RecordedTime.Parse(info.Certificate.Runtime.StartedAt),
        FinishedAt = RecordedTime.Parse(info.Certificate.Runtime.FinishedAt),
        ArtifactHash = info.ArtifactHash.ToString(),
        Path = info.Path,
        Json = Encoding.UTF8.GetString(info.Bytes.Span),
        Root = info.Root,
    };

    /// <summary>The digest of its bytes.</summary>
    public override string ToString() => ArtifactHash;
}
