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
            var line = ReadLine(file);
            var envelope = line.Length == 0 ? null : DsseEnvelope.Parse(line);
            return envelope?.Verify(key) is null ? null : new HeadRow(HeadLog.ReadEntry(envelope.DecodePayload()).Sequence, line);
        }
        catch (Exception exception) when (exception is SwarmException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[] ReadLine(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(0, stream.Length - MostBytes);
        var bytes = new byte[stream.Length - stream.Position];
        var text = bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        var end = text.LastIndexOf((byte)'\n');
        return end < 0 ? [] : text[(text[..end].LastIndexOf((byte)'\n') + 1)..end].ToArray();
    }
}
