namespace Swarm.Backends.Tests.Server;

/// <summary>A deployment environment.</summary>
public sealed class ServerEnvironment(string name)
{
    public string Name { get; } = name;

    public bool IsBranchRestricted { get; set; } = true;

    /// <summary>Whether jobs' logs hide its secrets.</summary>
    public bool IsMasked { get; set; } = true;

    public List<string> Secrets { get; } = [];

    public byte[] PublicKey { get; set; } = new byte[32];
}
