using System.Text.Json.Serialization;

namespace Swarm.Core.Locks;

/// <summary>How a process is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProcessIdentity))]
internal sealed partial class ProcessIdentityJson : JsonSerializerContext;
