using System.Buffers.Text;

namespace Swarm.Cryptography.Age;

/// <summary>Encodes what is written as armor. Disposing writes the last lines and leaves the destination open.</summary>
internal sealed class ArmorWriter : ForwardWriteStream
{
    private readonly Stream _destination;
    private readonly byte[] _bytes = new byte[Armor.BytesPerLine];
    private readonly byte[] _line = new byte[Armor.Columns + 1];
    private int _count;
    private bool _disposed;

    internal ArmorWriter(Stream destination)
    {
        _destination = destination;
        WriteMark(Armor.Begin);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, _bytes.Length - _count)];
            part.CopyTo(_bytes.AsSpan(_count));
            _count += part.Length;
            buffer = buffer[part.Length..];
            if (_count == _bytes.Length)
            {
                WriteLine();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            if (_count > 0)
            {
                WriteLine();
            }

            WriteMark(Armor.End);
        }

        base.Dispose(disposing);
    }

    private void WriteLine()
    {
        Base64.EncodeToUtf8(_bytes.AsSpan(0, _count), _line, out _, out var written);
        _line[written] = (byte)'\n';
        _destination.Write(_line.AsSpan(0, written + 1));
        _count = 0;
    }

    private void WriteMark(ReadOnlySpan<byte> mark)
    {
        _destination.Write(mark);
        _destination.WriteByte((byte)'\n');
    }
}
