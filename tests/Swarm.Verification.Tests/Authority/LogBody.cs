using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Core.Json;

namespace Swarm.Verification.Tests.Authority;

/// <summary>What a log records of a signature, before it is made canonical. Its members can be changed until then.</summary>
/// <param name="Json">The body.</param>
internal sealed record LogBody(JsonObject Json)
{
    public string Kind => Json["kind"]!.GetValue<string>();

    public string Version => Json["apiVersion"]!.GetValue<string>();

    public JsonObject Spec => Json["spec"]!.AsObject();

    public byte[] ToBytes() => CanonicalJson.Serialize(JsonSerializer.SerializeToElement(Json));
}
