namespace Swarm.Storage.Nodes;

/// <summary>The names of a node's documents.</summary>
public static class NodeFiles
{
    /// <summary>The certificate.</summary>
    public const string Certificate = "certificate.json";

    /// <summary>The DSSE envelope over the statement about the certificate.</summary>
    public const string Attestation = "certificate.dsse.json";

    /// <summary>The Sigstore bundle over the certificate, where one was collected.</summary>
    public const string SigstoreBundle = "certificate.sigstore.json";

    /// <summary>The node.</summary>
    public const string Node = "node.json";

    /// <summary>The result of its run.</summary>
    public const string Result = "result.json";

    /// <summary>What its run was asked to do.</summary>
    public const string RunSpec = "run_spec.json";

    /// <summary>The policy that its run was made under, where there was one.</summary>
    public const string Policy = "policy.json";

    /// <summary>Its sealed capabilities.</summary>
    public const string NextTokens = "next_tokens.json";

    /// <summary>Stands beside the documents until the catalog has their node: what ended before that left it.</summary>
    internal const string Uncommitted = "uncommitted";

    /// <summary>All names; what a node has depends on how it came about.</summary>
    internal static readonly string[] All = [Certificate, Attestation, SigstoreBundle, Node, Result, RunSpec, Policy, NextTokens];
}
