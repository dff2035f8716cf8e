using System.Text.Json;
using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>A contract that keeps members which this version does not know, so that reading and writing loses nothing.</summary>
public abstract record ExtensibleContract
{
    /// <summary>Members that this version does not know.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Extensions { get; set; }
}
