using System.Buffers;
using System.Text;
using Swarm.Cryptography.Encodings;

namespace Swarm.Cryptography.Age;

/// <summary>Reads the header of an age file from a stream, byte by byte, so that the stream then stands at the payload.</summary>
internal sealed class AgeHeaderReader
{
    // Room for a thousand X25519 recipients, or for tens of hybrid ones.
    private const int Limit = 128 * 1024;

    private readonly Stream _source;
    private readonly ArrayBufferWriter<byte> _text = new(1024);

    private AgeHeaderReader(Stream source) => _source = source;

    /// <summary>Reads a header and checks its form, but not its MAC.</summary>
    internal static AgeHeader Read(Stream source) => new AgeHeaderReader(source).Read();

    private AgeHeader Read()
    {
        RequireVersion(ReadLine());
        var stanzas = new List<AgeStanza>();
        while (true)
        {
            var start = _text.WrittenCount;
            var line = ReadLine();
            if (line.StartsWith(AgeHeader.StanzaPrefix, StringComparison.Ordinal))
            {
                stanzas.Add(ReadStanza(line[AgeHeader.StanzaPrefix.Length..].Split(' ')));
            }
            else if (line.StartsWith(AgeHeader.MacPrefix + ' ', StringComparison.Ordinal) && stanzas.Count > 0)
            {
                var mac = StrictBase64.Decode(line[(AgeHeader.MacPrefix.Length + 1)..], Base64Form.Unpadded);
                return mac is { Length: AgeHeader.MacSize }
                    ? new AgeHeader(stanzas, _text.WrittenSpan[..(start + AgeHeader.MacPrefix.Length)].ToArray(), mac)
                    : throw AgeFailures.Header("its MAC is not 32 bytes in base 64");
            }
            else
            {
                throw AgeFailures.Header("a line is neither a recipient nor the MAC");
            }
        }
    }

    private static void RequireVersion(string line)
    {
        if (line == AgeHeader.VersionLine)
        {
            return;
        }

        throw line.StartsWith(AgeHeader.VersionPrefix + 'v', StringComparison.Ordinal)
            && line.Length is > 20 and < 30 && !line.AsSpan(AgeHeader.VersionPrefix.Length + 1).ContainsAnyExceptInRange('0', '9')
            ? AgeFailures.Create(
                AgeFailure.Unsupported, $"The age file is of version '{line}', and only v1 is supported: seal it again as v1.")
            : AgeFailures.Header("it does not begin with 'age-encryption.org/v1'");
    }

    private AgeStanza ReadStanza(string[] arguments)
    {
        if (arguments.Any(argument => argument.Length == 0))
        {
            throw AgeFailures.Header("an argument of a recipient is empty");
        }

        var body = new StringBuilder();
        string line;
        do
        {
            line = ReadLine();
            if (line.Length > AgeHeader.Columns)
            {
                throw AgeFailures.Header("a line of a recipient's body has more than 64 columns");
            }

            body.Append(line);
        }
        while (line.Length == AgeHeader.Columns);

        return StrictBase64.Decode(body.ToString(), Base64Form.Unpadded) is { } bytes
            ? new AgeStanza(arguments[0], arguments[1..], bytes)
            : throw AgeFailures.Header("a recipient's body is not canonical base 64");
    }

    private string ReadLine()
    {
        var start = _text.WrittenCount;
        while (true)
        {
            var next = _source.ReadByte();
            if (next < 0)
            {
                throw AgeFailures.Header("it ends before its MAC");
            }

            if (_text.WrittenCount == Limit)
            {
                throw AgeFailures.Header($"it has more than {Limit} bytes");
            }

            _text.GetSpan(1)[0] = (byte)next;
            _text.Advance(1);
            if (next == '\n')
            {
                return Encoding.ASCII.GetString(_text.WrittenSpan[start..^1]);
            }

            if (next is not (>= ' ' and <= '~'))
            {
                throw AgeFailures.Header("it holds a character that is not printable ASCII");
            }
        }
    }
}
