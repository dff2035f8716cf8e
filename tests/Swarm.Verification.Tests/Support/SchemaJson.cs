using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Swarm.Verification.Tests.Support;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class SchemaJson : JsonSerializerContext;
