using System.Text.Json.Nodes;

namespace Swarm.Backends.Tests.Server;

/// <summary>A request that arrived.</summary>
public sealed record ServerRequest(
    string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body, JsonNode? Json);
