using System.Buffers;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Http;

/// <summary>What has come from a connection and was not used yet, in a pooled buffer.</summary>
internal sealed class BufferedInput(IRouteConnection source) : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;

    public ReadOnlyMemory<byte> Unread => _buffer.AsMemory(_start, _end - _start);

    public void Advance(int count)
    {
        _start += count;
        if (_start == _end)
        {
            (_start, _end) = (0, 0);
        }
    }

    /// <summary>Waits for more, keeping what is unread.</summary>
    /// <param name="size">The least size of the buffer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> FillAsync(int size, CancellationToken cancellationToken)
    {
        if (_end == _buffer.Length || _buffer.Length < size)
        {
            MakeRoom(size);
        }

        var count = await source.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        return count > 0;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        (_start, _end) = (0, 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void MakeRoom(int size)
    {
        var unread = Unread;
        var wanted = Math.Max(size, unread.Length == _buffer.Length ? _buffer.Length * 2 : _buffer.Length);
        var target = wanted > _buffer.Length ? ArrayPool<byte>.Shared.Rent(wanted) : _buffer;
        unread.Span.CopyTo(target);
        (_start, _end) = (0, unread.Length);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
    }
}
