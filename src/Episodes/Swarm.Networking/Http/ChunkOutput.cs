using System.Buffers;
using System.Buffers.Text;
using Swarm.Networking.Routing;

namespace Swarm.Networking.Http;

/// <summary>Gathers data and writes them as chunks, one write each.</summary>
internal sealed class ChunkOutput(IRouteConnection to, bool writesChunks) : IDisposable
{
    private const int SizeDigits = 5;
    private const int Before = SizeDigits + 2;
    private const int After = 2;
    private const int Size = 64 * 1024;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private int _count;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        while (data.Length > 0)
        {
            var room = Math.Min(data.Length, Size - Before - After - _count);
            data.Span[..room].CopyTo(_buffer.AsSpan(Before + _count));
            _count += room;
            data = data[room..];
            if (_count == Size - Before - After)
            {
                await FlushAsync(cancellationToken);
            }
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_count > 0)
        {
            var count = _count;
            _count = 0;
            await to.WriteAsync(Frame(count), cancellationToken);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        if (writesChunks)
        {
            await to.WriteAsync("0\r\n\r\n"u8.ToArray(), cancellationToken);
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private ReadOnlyMemory<byte> Frame(int count)
    {
        if (!writesChunks)
        {
            return _buffer.AsMemory(Before, count);
        }

        Utf8Formatter.TryFormat(count, _buffer, out _, new StandardFormat('X', SizeDigits));
        "\r\n"u8.CopyTo(_buffer.AsSpan(SizeDigits));
        "\r\n"u8.CopyTo(_buffer.AsSpan(Before + count));
        return _buffer.AsMemory(0, Before + count + After);
    }
}
