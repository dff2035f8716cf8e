namespace Swarm.Backends.Tests.Server;

/// <summary>What a reference or tag points at.</summary>
public sealed record ServerObject(string Type, string Sha);
