using System.Collections.Concurrent;
using Swarm.Core.Errors;
using Swarm.Cryptography.Keys;

namespace Swarm.Cryptography.Tests.Support;

/// <summary>A vault in memory, with one that is locked.</summary>
internal sealed class MemoryVault : ISecretVault
{
    public const string Locked = "locked";

    public ConcurrentDictionary<(string Vault, string Name), byte[]> Secrets { get; } = new();

    public byte[] Read(string vault, string name) => Secrets.TryGetValue((vault, name), out var secret) ? [.. secret] : throw Refuse();

    public void Add(string vault, string name, ReadOnlySpan<byte> content)
    {
        if (vault == Locked || !Secrets.TryAdd((vault, name), content.ToArray()))
        {
            throw Refuse();
        }
    }

    public void Remove(string vault, string name)
    {
        if (!Secrets.TryRemove((vault, name), out _))
        {
            throw Refuse();
        }
    }

    private static SwarmException Refuse() => new(ErrorCode.KeyInvalid, "The vault refuses.");
}
