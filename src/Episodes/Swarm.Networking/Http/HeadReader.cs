using System.Text;

namespace Swarm.Networking.Http;

/// <summary>
/// Reads the lines of a message's head (RFC 9112, section 2). Lines end in CR LF; a CR or LF alone, NUL and other controls are
/// refused as soon as they come. Every size has a limit.
/// </summary>
internal sealed class HeadReader(BufferedInput input, Func<int, string, HttpRefusal> refuse)
{
    /// <summary>The most bytes of the first line.</summary>
    public const int MostFirstLine = 16 * 1024;

    /// <summary>The most bytes of one field.</summary>
    public const int MostFieldLine = 16 * 1024;

    /// <summary>The most fields.</summary>
    public const int MostFields = 128;

    /// <summary>The most bytes of a head.</summary>
    public const int MostBytes = 64 * 1024;

    private const int BadSyntax = 400;
    private const int LineTooLong = 414;
    private const int FieldsTooLarge = 431;

    /// <summary>Reads a head.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its lines, each byte a character, without the empty one; null where the connection ended before its first byte.</returns>
    /// <exception cref="HttpRefusal">It is malformed, too large or cut short.</exception>
    public async ValueTask<List<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>(capacity: 16);
        var (scanned, total) = (0, 0);
        while (true)
        {
            while (TryReadLine(ref scanned, lines.Count == 0 ? MostFirstLine : MostFieldLine, lines.Count, out var line))
            {
                total += line.Length + 2;
                if (total > MostBytes)
                {
                    throw refuse(FieldsTooLarge, $"The head has more than {MostBytes} bytes.");
                }

                if (line.Length == 0)
                {
                    return lines.Count > 0 ? lines : throw refuse(BadSyntax, "The message begins with an empty line.");
                }

                if (lines.Count > MostFields)
                {
                    throw refuse(FieldsTooLarge, $"The head has more than {MostFields} fields.");
                }

                lines.Add(line);
            }

            if (!await input.FillAsync(0, cancellationToken))
            {
                return lines.Count == 0 && input.Unread.Length == 0 ? null : throw refuse(BadSyntax, "The head is cut short.");
            }
        }
    }

    private bool TryReadLine(ref int scanned, int limit, int index, out string line)
    {
        line = string.Empty;
        var unread = input.Unread.Span;
        var found = unread[scanned..].IndexOfAny(HttpSyntax.Controls);
        var length = found < 0 ? unread.Length : scanned + found;
        if (length > limit)
        {
            throw index == 0
                ? refuse(LineTooLong, $"The first line has more than {limit} bytes.")
                : refuse(FieldsTooLarge, $"A field has more than {limit} bytes.");
        }

        if (found < 0)
        {
            scanned = unread.Length;
            return false;
        }

        if (unread[length] != '\r' || (length + 1 < unread.Length && unread[length + 1] != '\n'))
        {
            throw refuse(BadSyntax, "A line holds a control character, or does not end in CR LF.");
        }

        if (length + 1 == unread.Length)
        {
            scanned = length;
            return false;
        }

        line = Encoding.Latin1.GetString(unread[..length]);
        input.Advance(length + 2);
        scanned = 0;
        return true;
    }
}
