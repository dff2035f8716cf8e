using Swarm.Engine.Keys;

namespace Swarm.PowerShell.Records;

/// <summary>The public halves of one profile's keys.</summary>
public sealed record SwarmKey
{
    /// <summary>The profile's name.</summary>
    public string Name { get; internal init; } = string.Empty;

    /// <summary>The public key that signs its certificates: <c>ed25519:</c> and base 64.</summary>
    public string OperatorKey { get; internal init; } = string.Empty;

    /// <summary>The age recipient that its stores are sealed to.</summary>
    public string Recipient { get; internal init; } = string.Empty;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; internal init; }

    /// <summary>The SecretManagement vault that holds the private halves; null where a file does.</summary>
    public string? Vault { get; internal init; }

    internal static SwarmKey From(KeyProfile key) => new()
    {
        Name = key.Name,
        OperatorKey = key.OperatorKey,
        Recipient = key.Recipient,
        CreatedAt = RecordedTime.Parse(key.CreatedAt),
        Vault = key.Vault,
    };

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
