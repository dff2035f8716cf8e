using System.Text.Json.Serialization;

namespace Swarm.Networking.Relay.Messages;

/// <summary>What a provider, or the broker in its place, answers to a request.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record StreamAnswer
{
    /// <summary>The destination was connected; the stream goes on.</summary>
    public const string Allowed = "allowed";

    /// <summary>A rule denies it.</summary>
    public const string Denied = "denied";

    /// <summary>It could not be connected.</summary>
    public const string Failed = "failed";

    /// <summary>The ticket does not hold; the rule is the error's code.</summary>
    public const string Refused = "refused";

    /// <summary>The request came without a challenge of this provider's that is still good: ask again with this one.</summary>
    public const string Challenged = "challenge";

    public required string Verdict { get; init; }

    public required string Rule { get; init; }

    public string? Address { get; init; }

    /// <summary>A challenge for the next request.</summary>
    public string? Challenge { get; init; }
}
