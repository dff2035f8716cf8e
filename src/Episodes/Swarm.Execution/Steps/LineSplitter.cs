using System.Text;

namespace Swarm.Execution.Steps;

/// <summary>Makes lines of bytes: UTF-8, what is not UTF-8 replaced, ended by LF or CRLF, none longer than 65,536 characters.</summary>
internal sealed class LineSplitter
{
    private const int MaximumLength = 64 * 1024;
    private const int BlockLength = 4096;

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] _block = new char[BlockLength];
    private readonly StringBuilder _line = new();

    /// <summary>Takes more bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="lines">Receives the lines that they end.</param>
    public void Append(ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (!bytes.IsEmpty)
        {
            _decoder.Convert(bytes, _block, flush: false, out var used, out var count, out _);
            bytes = bytes[used..];
            Split(_block.AsSpan(0, count), lines);
        }
    }

    /// <summary>Takes the end: what has no line end is a line too.</summary>
    /// <param name="lines">Receives it.</param>
    public void Complete(List<string> lines)
    {
        var count = _decoder.GetChars([], _block, flush: true);
        Split(_block.AsSpan(0, count), lines);
        TakeBeyond(MaximumLength, lines);
        if (_line.Length > 0)
            Take(_line.Length, lines);
    }

    private void Split(ReadOnlySpan<char> text, List<string> lines)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf('\n');
            _line.Append(end < 0 ? text : text[..end]);
            if (end < 0)
            {
                // One character more may be the CR of a line end.
                TakeBeyond(MaximumLength + 1, lines);
                return;
            }

            if (_line.Length > 0 && _line[^1] == '\r')
                _line.Length--;

            TakeBeyond(MaximumLength, lines);
            Take(_line.Length, lines);
            text = text[(end + 1)..];
        }
    }

    private void TakeBeyond(int length, List<string> lines)
    {
        while (_line.Length > length)
            Take(char.IsHighSurrogate(_line[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength, lines);
    }

    private void Take(int length, List<string> lines)
    {
        lines.Add(_line.ToString(0, length));
        _line.Remove(0, length);
    }
}
