using System.Globalization;
using System.Text;

namespace Swarm.Networking.Http;

/// <summary>
/// Reads a body in chunks (RFC 9112, section 7.1), strictly. Extensions and trailers are checked, bounded and dropped: what goes
/// out is framed anew.
/// </summary>
internal sealed class ChunkDecoder(Func<int, string, HttpRefusal> refuse)
{
    private const int MostSizeDigits = 15;
    private const int MostLineBytes = 4096;
    private const int MostTrailerBytes = 16 * 1024;

    private State _state = State.Size;
    private long _left;
    private int _trailerBytes;

    private enum State
    {
        Size,
        Data,
        DataEnd,
        Trailer,
        Complete,
    }

    public bool IsComplete => _state == State.Complete;

    /// <summary>Finds the next data that have come; the caller advances over them.</summary>
    /// <returns>False where more must come first, or at the end.</returns>
    public bool TryRead(BufferedInput input, out ReadOnlyMemory<byte> data)
    {
        data = default;
        while (_state != State.Complete)
        {
            if (_state == State.Data)
            {
                data = input.Unread[..(int)Math.Min(_left, input.Unread.Length)];
                _left -= data.Length;
                _state = _left == 0 ? State.DataEnd : State.Data;
                return data.Length > 0;
            }

            if (!TryReadLine(input, out var line))
            {
                return false;
            }

            Accept(line);
        }

        return false;
    }

    private void Accept(string line)
    {
        switch (_state)
        {
            case State.Size:
                _left = ReadSize(line);
                _state = _left == 0 ? State.Trailer : State.Data;
                break;
            case State.DataEnd:
                _state = line.Length == 0 ? State.Size : throw refuse(400, "A chunk is longer than its size.");
                break;
            default:
                AcceptTrailer(line);
                break;
        }
    }

    private void AcceptTrailer(string line)
    {
        _trailerBytes += line.Length;
        if (line.Length == 0)
        {
            _state = State.Complete;
        }
        else if (_trailerBytes > MostTrailerBytes || line.IndexOf(':', StringComparison.Ordinal) is var colon && (colon < 0 || !HttpSyntax.IsToken(line.AsSpan(0, colon))))
        {
            throw refuse(400, "A trailer is malformed, or there are too many.");
        }
    }

    private long ReadSize(string line)
    {
        var end = line.IndexOf(';', StringComparison.Ordinal);
        var digits = end < 0 ? line : line[..end];
        return digits.Length is > 0 and <= MostSizeDigits && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size)
            ? size
            : throw refuse(400, "A chunk's size is no hexadecimal number.");
    }

    private bool TryReadLine(BufferedInput input, out string line)
    {
        line = string.Empty;
        var unread = input.Unread.Span;
        var end = unread.IndexOfAny(HttpSyntax.Controls);
        if ((end < 0 ? unread.Length : end) > MostLineBytes)
        {
            throw refuse(400, "A line between chunks is too long.");
        }

        if (_state == State.DataEnd && unread.Length > 0 && end != 0)
        {
            throw refuse(400, "A chunk is longer than its size.");
        }

        if (end < 0)
        {
            return false;
        }

        if (unread[end] != '\r' || (end + 1 < unread.Length && unread[end + 1] != '\n'))
        {
            throw refuse(400, "A line between chunks holds a control character, or does not end in CR LF.");
        }

        if (end + 1 == unread.Length)
        {
            return false;
        }

        line = Encoding.Latin1.GetString(unread[..end]);
        input.Advance(end + 2);
        return true;
    }
}
