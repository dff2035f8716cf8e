namespace Swarm.Core.Contracts;

/// <summary>The names that the <c>type</c> member of each contract carries; each holds the contract's version.</summary>
public static class ContractTypes
{
    /// <summary>A certificate of this product.</summary>
    public const string Certificate = "swarm-agent-run-v1";

    /// <summary>A certificate of the product's predecessor, which is read and never written.</summary>
    public const string LoomCertificate = "loom-agent-run-v1";

    /// <summary>A node.</summary>
    public const string Node = "swarm-node-v1";

    /// <summary>The result of a run.</summary>
    public const string Result = "swarm-result-v1";

    /// <summary>The sealed capabilities of a new node.</summary>
    public const string NextTokens = "swarm-next-tokens-v1";

    /// <summary>What a run was asked to do.</summary>
    public const string RunSpec = "swarm-run-spec-v1";

    /// <summary>The manifest of a bundle.</summary>
    public const string BundleManifest = "swarm-bundle-v1";

    /// <summary>Where a bundle lies.</summary>
    public const string BundleLocator = "swarm-bundle-locator-v1";

    /// <summary>What a runner is asked to do; it travels sealed to the runner.</summary>
    public const string EpisodeRequest = "swarm-episode-request-v1";

    /// <summary>What a runner tells of an episode that failed itself.</summary>
    public const string EpisodeError = "swarm-episode-error-v1";

    /// <summary>What a store keeps of a run that executes elsewhere.</summary>
    public const string RemoteRun = "swarm-remote-run-v1";

    /// <summary>One entry of the head log.</summary>
    public const string HeadEntry = "swarm-head-v1";

    /// <summary>The description of a store.</summary>
    public const string Store = "swarm-store-v1";

    /// <summary>A proof about a run.</summary>
    public const string Proof = "swarm-proof-v1";

    /// <summary>What a run may do.</summary>
    public const string Policy = "swarm-policy-v1";

    /// <summary>An in-toto statement (in-toto attestation framework, Statement v1).</summary>
    public const string InTotoStatement = "https://in-toto.io/Statement/v1";

    /// <summary>The predicate of the statement that is signed for a certificate.</summary>
    public const string CertificatePredicate = "https://swarm.dev/certificate/v1";

    /// <summary>The DSSE payload type of an in-toto statement.</summary>
    public const string InTotoPayload = "application/vnd.in-toto+json";
}
