namespace Swarm.Cryptography.Age;

/// <summary>Reads a source through a buffer into which the caller may look ahead. It leaves the source open.</summary>
internal sealed class LookaheadStream(Stream source) : ForwardReadStream
{
    private readonly byte[] _buffer = new byte[8 * 1024];
    private int _start;
    private int _end;

    /// <summary>Gives the first bytes without consuming them: as many as asked for, or all that there are.</summary>
    internal ReadOnlySpan<byte> Peek(int count)
    {
        _end += source.ReadAtLeast(_buffer.AsSpan(_end), count - (_end - _start), throwOnEndOfStream: false);
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <inheritdoc/>
    public override int ReadByte() => _start < _end ? _buffer[_start++] : base.ReadByte();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && buffer.Length >= _buffer.Length)
        {
            return source.Read(buffer);
        }

        if (_start == _end)
        {
            (_start, _end) = (0, source.Read(_buffer));
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }
}
