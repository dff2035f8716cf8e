using System.Text.Json.Serialization;

namespace Swarm.Networking.Tickets;

/// <summary>How tickets and the list of revoked ones are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TicketHeader))]
[JsonSerializable(typeof(TicketClaims))]
[JsonSerializable(typeof(RevocationDocument))]
internal sealed partial class TicketJson : JsonSerializerContext;
