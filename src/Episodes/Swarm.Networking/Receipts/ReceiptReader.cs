using System.Text;
using System.Text.Json;
using Swarm.Core.Errors;

namespace Swarm.Networking.Receipts;

/// <summary>Reads receipts as they are written, and nothing else: a line that this version would have written otherwise is refused.</summary>
public static class ReceiptReader
{
    private const int MostLineBytes = 2048;

    /// <summary>Reads a log, line by line.</summary>
    /// <param name="stream">The log's bytes.</param>
    /// <param name="name">What it is, for the message of a refusal.</param>
    /// <param name="most">The most receipts that are read.</param>
    /// <exception cref="SwarmException">A line is no receipt, or there are more (<c>SCHEMA_INVALID</c>).</exception>
    public static IEnumerable<Receipt> Read(Stream stream, string name, int most = ReceiptLog.UsualMost)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ReadLines(stream, name, most);
    }

    private static IEnumerable<Receipt> ReadLines(Stream stream, string name, int most)
    {
        var buffer = new byte[32 * 1024];
        var (length, number) = (0, 0);
        for (int count; (count = stream.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += count;
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, length - start)) >= 0; start = end + 1)
            {
                if (++number > most)
                {
                    throw new SwarmException(ErrorCode.SchemaInvalid, $"The {name} has more than {most} receipts; raise the limit to read them.");
                }

                yield return ReadLine(buffer.AsSpan(start, end - start), name, number);
            }

            buffer.AsSpan(start, length - start).CopyTo(buffer);
            length -= start;
            if (length > MostLineBytes)
            {
                throw Refuse(name, number + 1, "it is too long");
            }
        }

        if (length > 0)
        {
            throw Refuse(name, number + 1, "it is cut short");
        }
    }

    private static Receipt ReadLine(ReadOnlySpan<byte> line, string name, int number)
    {
        try
        {
            var receipt = line.Length > MostLineBytes ? throw Refuse(name, number, "it is too long")
                : JsonSerializer.Deserialize(line, ReceiptJson.Default.Receipt) ?? throw Refuse(name, number, "it is null");
            return receipt.FindFault() is { } fault ? throw Refuse(name, number, fault)
                : JsonSerializer.SerializeToUtf8Bytes(receipt, ReceiptJson.Default.Receipt).AsSpan().SequenceEqual(line) ? receipt
                : throw Refuse(name, number, "it is not written as receipts are");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            throw Refuse(name, number, "it is no JSON object with the members of a receipt", exception);
        }
    }

    private static SwarmException Refuse(string name, int number, string reason, Exception? inner = null) =>
        new(ErrorCode.SchemaInvalid, $"Line {number} of the {name} is refused: {reason}.", inner);
}
