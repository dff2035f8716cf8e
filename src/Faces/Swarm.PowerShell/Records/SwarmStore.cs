using Swarm.Engine.Sessions;

namespace Swarm.PowerShell.Records;

/// <summary>A store and the keys that it is sealed to.</summary>
public sealed record SwarmStore
{
    /// <summary>The folder that holds it.</summary>
    public string Root { get; internal init; } = string.Empty;

    /// <summary>The store's own folder.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The name of the keys.</summary>
    public string KeyName { get; internal init; } = string.Empty;

    /// <summary>The public key that signs its certificates.</summary>
    public string OperatorKey { get; internal init; } = string.Empty;

    /// <summary>The age recipient that it is sealed to.</summary>
    public string Recipient { get; internal init; } = string.Empty;

    /// <summary>Whether it was just made.</summary>
    public bool IsNew { get; internal init; }

    /// <summary>Whether the keys were just made.</summary>
    public bool HasNewKeys { get; internal init; }

    internal static SwarmStore From(StoreInfo store) => new()
    {
        Root = store.Root,
        Path = store.Folder,
        KeyName = store.Profile,
        OperatorKey = store.OperatorKey,
        Recipient = store.Recipient,
        IsNew = store.IsNew,
        HasNewKeys = store.HasNewKeys,
    };

    /// <summary>The store's own folder.</summary>
    public override string ToString() => Path;
}
