using System.Text.Json.Serialization;

namespace Swarm.Core.Contracts;

/// <summary>The policy of a remote run.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RemoteEpisodePolicy
{
    /// <summary>Exactly the policy's bytes.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The name of its file, for people; null where there is none.</summary>
    public required string? Reference { get; init; }

    /// <summary>Carries a policy.</summary>
    /// <param name="policy">The policy; null for none.</param>
    public static RemoteEpisodePolicy? From(Policy? policy) =>
        policy is null ? null : new RemoteEpisodePolicy { Content = policy.Bytes.ToArray(), Reference = policy.Reference };

    /// <summary>Reads it.</summary>
    /// <exception cref="Errors.SwarmException">It is refused (<c>POLICY_INVALID</c>).</exception>
    public Policy Read() => Policy.Parse(Content, Reference);
}
