namespace Swarm.Storage.Chunks;

/// <summary>Takes bytes up to a bound and drops the rest, remembering that it did.</summary>
internal sealed class BoundedStream(Memory<byte> destination) : Stream
{
    public int Count { get; private set; }

    public bool Overflowed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Count;

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Overflowed || buffer.Length > destination.Length - Count)
        {
            Overflowed = true;
            return;
        }

        buffer.CopyTo(destination.Span[Count..]);
        Count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
