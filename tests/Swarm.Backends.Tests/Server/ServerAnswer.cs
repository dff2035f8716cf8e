using System.Text.Json.Nodes;

namespace Swarm.Backends.Tests.Server;

/// <summary>An answer to send.</summary>
public sealed record ServerAnswer(int Status, byte[] Body)
{
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>How many bytes of the body are sent before the connection is cut; null for all.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether the length is left out, so that only the end of the connection tells.</summary>
    public bool IsChunked { get; init; }

    public static ServerAnswer Json(int status, JsonNode node) =>
        new(status, System.Text.Encoding.UTF8.GetBytes(node.ToJsonString())) { Headers = { ["Content-Type"] = "application/json; charset=utf-8" } };

    public static ServerAnswer Message(int status, string message) =>
        Json(status, new JsonObject { ["message"] = message, ["documentation_url"] = "https://docs.github.com/rest", ["status"] = $"{status}" });

    public ServerAnswer With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }
}
