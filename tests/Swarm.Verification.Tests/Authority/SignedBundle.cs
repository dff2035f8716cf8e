using System.Text.Json.Nodes;

namespace Swarm.Verification.Tests.Authority;

/// <summary>A bundle with what it was made from.</summary>
/// <param name="Json">The bundle, which a test can change in any member.</param>
/// <param name="Artifact">What it is about.</param>
/// <param name="Content">The signature.</param>
/// <param name="Certificate">The signer's certificate; null for a bare key.</param>
internal sealed record SignedBundle(JsonObject Json, byte[] Artifact, SignedContent Content, FakeCertificate? Certificate)
{
    /// <summary>The hint of the signer's key.</summary>
    public const string KeyHint = "operator";

    public JsonObject Material => Json["verificationMaterial"]!.AsObject();

    /// <summary>The first log entry.</summary>
    public JsonObject Entry => Material["tlogEntries"]![0]!.AsObject();

    public byte[] ToBytes() => PlainJson.Write(Json);
}
