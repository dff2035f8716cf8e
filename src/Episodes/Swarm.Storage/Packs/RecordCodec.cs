namespace Swarm.Storage.Packs;

/// <summary>How a record's plaintext was made smaller before it was sealed.</summary>
public enum RecordCodec : byte
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>One or more Zstandard frames (RFC 8878).</summary>
    Zstandard = 1,
}
