using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Swarm.Engine.Workspaces;

/// <summary>Writes a content whole in git's binary patch format: compressed, 52 bytes a line, in git's base 85.</summary>
internal static class GitBinary
{
    private const int MostInLine = 52;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

    /// <summary>Writes a content.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="file">The file; null for nothing.</param>
    public static void Write(Stream output, WorkspaceFile? file)
    {
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"literal {file?.Size ?? 0}\n")));
        using (var lines = new LineStream(output))
        {
            if (file is null or { Size: 0 })
            {
                // What zlib writes for nothing; the runtime's stream may write nothing at all.
                lines.Write([0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
            }
            else
            {
                using var compressed = new ZLibStream(lines, CompressionLevel.Optimal, leaveOpen: true);
                using var content = file.Open();
                content.CopyTo(compressed);
            }
        }

        output.WriteByte((byte)'\n');
    }

    private sealed class LineStream(Stream output) : Stream
    {
        private readonly byte[] _line = new byte[MostInLine];
        private int _count;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var taken = Math.Min(buffer.Length, MostInLine - _count);
                buffer[..taken].CopyTo(_line.AsSpan(_count));
                _count += taken;
                buffer = buffer[taken..];
                if (_count == MostInLine)
                {
                    WriteLine();
                }
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && _count > 0)
            {
                WriteLine();
            }

            base.Dispose(disposing);
        }

        // A letter says how many bytes a line has; four of them, the first the highest, are five digits.
        private void WriteLine()
        {
            var text = new StringBuilder().Append((char)(_count <= 26 ? 'A' + _count - 1 : 'a' + _count - 27));
            _line.AsSpan(_count).Clear();
            Span<char> digits = stackalloc char[5];
            for (var at = 0; at < _count; at += 4)
            {
                var value = ((uint)_line[at] << 24) | ((uint)_line[at + 1] << 16) | ((uint)_line[at + 2] << 8) | _line[at + 3];
                for (var digit = digits.Length - 1; digit >= 0; digit--)
                {
                    (digits[digit], value) = (Digits[(int)(value % 85)], value / 85);
                }

                text.Append(digits);
            }

            output.Write(Encoding.ASCII.GetBytes(text.Append('\n').ToString()));
            _count = 0;
        }
    }
}
