namespace Swarm.Storage.Packs;

/// <summary>A record as it stands in a pack.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Location">Its place.</param>
/// <param name="Bytes">Header and sealed part, until the next record is read; empty where only headers are walked.</param>
internal readonly record struct PackedRecord(RecordHeader Header, RecordLocation Location, ReadOnlyMemory<byte> Bytes);
