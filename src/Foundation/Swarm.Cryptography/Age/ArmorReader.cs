using Swarm.Cryptography.Encodings;

namespace Swarm.Cryptography.Age;

/// <summary>
/// Decodes armor strictly: lines of 64 columns but for the last, canonical base 64, LF or CRLF, and nothing but white
/// space around it.
/// </summary>
internal sealed class ArmorReader(LookaheadStream source) : ForwardReadStream
{
    private readonly byte[] _line = new byte[Armor.WhiteSpaceLimit];
    private readonly byte[] _decoded = new byte[Armor.BytesPerLine];
    private int _start;
    private int _end;
    private bool _begun;
    private bool _ended;
    private bool _lastLineRead;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && (_start < _end || DecodeLine()))
        {
            var count = Math.Min(buffer.Length - total, _end - _start);
            _decoded.AsSpan(_start, count).CopyTo(buffer[total..]);
            _start += count;
            total += count;
        }

        return total;
    }

    private bool DecodeLine()
    {
        if (_ended)
        {
            return false;
        }

        if (!_begun)
        {
            ReadBegin();
            _begun = true;
        }

        if (!TryReadLine(out var line))
        {
            throw AgeFailures.Armor("its END line is missing");
        }

        if (line.SequenceEqual(Armor.End))
        {
            RequireOnlyWhiteSpace();
            _ended = true;
            return false;
        }

        if (_lastLineRead || line.Length is 0 or > Armor.Columns)
        {
            throw AgeFailures.Armor("a line does not have 64 columns");
        }

        if (!StrictBase64.TryDecodePadded(line, _decoded, out _end))
        {
            throw AgeFailures.Armor("a line is not canonical base 64");
        }

        _start = 0;
        _lastLineRead = _end < Armor.BytesPerLine;
        return true;
    }

    private void ReadBegin()
    {
        var skipped = 0;
        ReadOnlySpan<byte> line;
        do
        {
            if (!TryReadLine(out line) || (skipped += line.Length + 1) > Armor.WhiteSpaceLimit)
            {
                throw AgeFailures.Armor("its BEGIN line is missing");
            }
        }
        while (!line.ContainsAnyExcept(" \t\r"u8));

        if (!line.SequenceEqual(Armor.Begin))
        {
            throw AgeFailures.Armor("it does not begin with '-----BEGIN AGE ENCRYPTED FILE-----'");
        }
    }

    private void RequireOnlyWhiteSpace()
    {
        for (var count = 0; source.ReadByte() is var next and >= 0; count++)
        {
            if (count == Armor.WhiteSpaceLimit || next is not (' ' or '\t' or '\r' or '\n'))
            {
                throw AgeFailures.Armor("something follows its END line");
            }
        }
    }

    /// <summary>Reads a line without its LF or CRLF; false at the end of the source.</summary>
    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var length = 0;
        int next;
        while ((next = source.ReadByte()) >= 0 && next != '\n')
        {
            if (length == _line.Length)
            {
                throw AgeFailures.Armor("a line is too long");
            }

            _line[length++] = (byte)next;
        }

        line = _line.AsSpan(0, length > 0 && _line[length - 1] == '\r' ? length - 1 : length);
        return next >= 0 || length > 0;
    }
}
