namespace Swarm.Backends.Archives;

/// <summary>The checksum of zip entries (ISO 3309, reversed polynomial 0xEDB88320).</summary>
internal struct Crc32
{
    private static readonly uint[] Table = MakeTable();

    private uint _state;

    /// <summary>The checksum of what was added.</summary>
    public readonly uint Value => _state;

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var state = ~_state;
        foreach (var value in bytes)
        {
            state = Table[(byte)(state ^ value)] ^ (state >> 8);
        }

        _state = ~state;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var index = 0u; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) == 0 ? value >> 1 : 0xEDB88320 ^ (value >> 1);
            }

            table[index] = value;
        }

        return table;
    }
}
