using System.Net.Http.Headers;

namespace Swarm.Backends.Http;

/// <summary>An answer below 300, read whole.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpReply(int Status, HttpResponseHeaders Headers, byte[] Body)
{
    /// <summary>The value of a header, or null.</summary>
    /// <param name="name">The header's name.</param>
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
