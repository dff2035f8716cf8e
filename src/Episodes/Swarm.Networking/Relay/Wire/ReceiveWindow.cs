namespace Swarm.Networking.Relay.Wire;

/// <summary>
/// What the other side may send on a stream. It doubles where it alone holds the sender up: it ran out there, and the reader here has
/// read all that came. A reader that is slower than the way never runs dry before the sender goes on. Who uses it holds the stream's lock.
/// </summary>
internal sealed class ReceiveWindow(Multiplexer owner)
{
    private int _receivable = MultiplexedStream.Window;
    private int _consumed;
    private int _unread;
    private bool _isPeerBlocked;
    private bool _isClosed;

    /// <summary>How many bytes the other side may have sent and this one not read.</summary>
    public int Size { get; private set; } = MultiplexedStream.Window;

    /// <summary>Takes what came.</summary>
    /// <returns>Whether that much was allowed.</returns>
    public bool TryTake(int count)
    {
        if (count > _receivable)
        {
            return false;
        }

        _receivable -= count;
        _unread += count;
        _isPeerBlocked = false;
        return true;
    }

    /// <summary>The other side has no more to send by.</summary>
    public void SetBlocked() => _isPeerBlocked = true;

    /// <summary>Counts what was read.</summary>
    public void Read(int count)
    {
        _consumed += count;
        _unread -= count;
    }

    /// <summary>How many bytes more the other side is to be given now. It opens in steps of half, so that small reads cost no frame each.</summary>
    public int Open()
    {
        var growth = Grow();
        if (_consumed < Size / 2 && growth == 0)
        {
            return 0;
        }

        var more = _consumed + growth;
        _receivable += more;
        _consumed = 0;
        return more;
    }

    /// <summary>Gives back what it grew by; it grows no more.</summary>
    public void Close()
    {
        owner.Shrink(Size - MultiplexedStream.Window);
        _isClosed = true;
    }

    private int Grow()
    {
        if (!_isPeerBlocked || _unread > 0 || _isClosed || Size >= MultiplexedStream.MostWindow || !owner.TryGrow(Size))
        {
            return 0;
        }

        _isPeerBlocked = false;
        var growth = Size;
        Size += growth;
        return growth;
    }
}
