using Swarm.Storage.Nodes;

namespace Swarm.Engine.Remote;

/// <summary>The names of what a runner gives out. Whatever is private in it is sealed to the operator.</summary>
public static class ArtifactFiles
{
    /// <summary>The certificate.</summary>
    public const string Certificate = NodeFiles.Certificate;

    /// <summary>The runner's signature over it.</summary>
    public const string Signature = NodeFiles.Attestation;

    /// <summary>The Sigstore bundle that attests it, which another job adds.</summary>
    public const string Attestation = NodeFiles.SigstoreBundle;

    /// <summary>The node.</summary>
    public const string Node = NodeFiles.Node;

    /// <summary>The result.</summary>
    public const string Result = NodeFiles.Result;

    /// <summary>The next capabilities, sealed.</summary>
    public const string NextTokens = NodeFiles.NextTokens;

    /// <summary>State and workspace, sealed.</summary>
    public const string Bundle = "bundle.age";

    /// <summary>Where the bundle lies.</summary>
    public const string BundleLocator = "bundle_locator_next.json";

    /// <summary>The step's log, sealed.</summary>
    public const string Log = "log.age";

    /// <summary>Why there is no node, where the episode itself failed.</summary>
    public const string Error = "error.json";

    /// <summary>The step's response, sealed; absent where it wrote none.</summary>
    public const string Response = "response.age";

    /// <summary>What the step's proxy decided, sealed; absent where the step had none.</summary>
    public const string Receipts = "receipts.age";
}
