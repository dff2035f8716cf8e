namespace Swarm.Engine.Sessions;

/// <summary>A store and the keys that it is sealed to.</summary>
/// <param name="Root">The folder that holds it.</param>
/// <param name="Folder">The store's own folder.</param>
/// <param name="Profile">The name of the keys.</param>
/// <param name="OperatorKey">The public key that signs its certificates.</param>
/// <param name="Recipient">The age recipient that it is sealed to.</param>
/// <param name="IsNew">Whether it was just made.</param>
/// <param name="HasNewKeys">Whether the keys were just made.</param>
/// <param name="MovedKeys">The folder that the user's keys were moved to, out of what became the store's; null where they stayed.</param>
public sealed record StoreInfo(
    string Root, string Folder, string Profile, string OperatorKey, string Recipient, bool IsNew, bool HasNewKeys, string? MovedKeys = null);
