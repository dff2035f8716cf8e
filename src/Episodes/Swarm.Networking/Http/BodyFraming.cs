using System.Globalization;
using System.Runtime.InteropServices;

namespace Swarm.Networking.Http;

/// <summary>Where a message's body ends (RFC 9112, section 6). What two readers could read differently is refused.</summary>
/// <param name="Kind">How it ends.</param>
/// <param name="Length">The bytes of a body whose length is known.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BodyFraming(BodyKind Kind, long Length = 0)
{
    private const int MostLengthDigits = 18;

    public static BodyFraming Read(HeaderFields fields, bool isVersion10, BodyKind otherwise, Func<int, string, HttpRefusal> refuse)
    {
        var (coding, length) = (fields.Single("Transfer-Encoding", refuse), fields.Single("Content-Length", refuse));
        if (coding is not null)
        {
            return length is not null ? throw refuse(400, "The message has both a length and a transfer coding.")
                : isVersion10 ? throw refuse(400, "HTTP/1.0 has no transfer codings.")
                : HttpSyntax.Same(coding, "chunked") ? new BodyFraming(BodyKind.Chunked)
                : throw refuse(501, "The only transfer coding is 'chunked'.");
        }

        if (length is null)
        {
            return new BodyFraming(otherwise);
        }

        return length.Length is > 0 and <= MostLengthDigits && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new BodyFraming(count == 0 ? BodyKind.None : BodyKind.Length, count)
            : throw refuse(400, "The field 'Content-Length' is no number of bytes.");
    }
}
