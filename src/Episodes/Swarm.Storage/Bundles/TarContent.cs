using Swarm.Storage.Streams;

namespace Swarm.Storage.Bundles;

/// <summary>The bytes of one entry.</summary>
internal sealed class TarContent(Stream source, long size) : ForwardStream
{
    public long Size { get; } = size;

    public long Left { get; private set; } = size;

    public override int Read(Span<byte> buffer)
    {
        if (Left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var count = source.Read(buffer[..(int)Math.Min(buffer.Length, Left)]);
        if (count == 0)
        {
            throw TarReader.Damaged("it ends within a file");
        }

        Left -= count;
        return count;
    }
}
