namespace Swarm.Backends.Tests.Server;

/// <summary>A job of a run.</summary>
public sealed record ServerJob(long Id, string Name, string Status, string? Conclusion, byte[]? Log = null);
