using Swarm.Core.Errors;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;

namespace Swarm.Storage.Heads;

/// <summary>Reads the last entry of the head log's copy, without the rest.</summary>
internal static class HeadLogTail
{
    /// <summary>More than an entry ever takes.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>Gives the last whole line that the key signed.</summary>
    /// <returns>It; null where there is none or it is damaged, which a check tells.</returns>
    public static HeadRow? Read(string file, VerificationKey key)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var (line, _) = ReadLine(stream);
            var envelope = line.Length == 0 ? null : DsseEnvelope.Parse(line);
            return envelope?.Verify(key) is null ? null : new HeadRow(HeadLog.ReadEntry(envelope.DecodePayload()).Sequence, line);
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Finds the last whole line that is, byte for byte, the catalog's row under the number that it names. What follows it in the file is a line
    /// that a crash cut short.
    /// </summary>
    /// <param name="stream">The file.</param>
    /// <param name="readRow">Reads the catalog's row of a number.</param>
    /// <returns>The number and where the line ends; null where the last line is not the catalog's.</returns>
    public static (long Sequence, long End)? Find(FileStream stream, Func<long, HeadRow?> readRow)
    {
        var (line, end) = ReadLine(stream);
        try
        {
            return line.Length > 0
                && HeadLog.ReadEntry(DsseEnvelope.Parse(line).DecodePayload()).Sequence is var sequence
                && new HeadRow(sequence, line).Equals(readRow(sequence)) ? (sequence, end) : null;
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            return null;
        }
    }

    private static (byte[] Line, long End) ReadLine(FileStream stream)
    {
        var begin = Math.Max(0, stream.Length - MostBytes);
        stream.Position = begin;
        var bytes = new byte[stream.Length - begin];
        var text = bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = text.LastIndexOf((byte)'\n');
        return end < 0 ? ([], begin) : (text[(text[..end].LastIndexOf((byte)'\n') + 1)..end].ToArray(), begin + end + 1);
    }
}
