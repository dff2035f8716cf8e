namespace Swarm.Networking.Routing;

/// <summary>Where a step wants to connect to.</summary>
/// <param name="Host">A host's name in lower case and Punycode (RFC 5891), without a final dot; or an address, without brackets.</param>
/// <param name="Port">The TCP port, 1 to 65535.</param>
public readonly record struct Destination(string Host, int Port)
{
    /// <summary>As an authority has it (RFC 3986, section 3.2): an IPv6 address in brackets.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
