namespace Swarm.Storage.Packs;

/// <summary>Where a record stands.</summary>
/// <param name="Pack">The pack's name.</param>
/// <param name="Offset">Where its header begins, in bytes.</param>
/// <param name="Length">The length of header and sealed part, in bytes.</param>
public readonly record struct RecordLocation(string Pack, long Offset, int Length);
