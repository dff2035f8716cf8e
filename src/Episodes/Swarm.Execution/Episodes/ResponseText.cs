using System.Text;

namespace Swarm.Execution.Episodes;

/// <summary>A step's response as text.</summary>
public static class ResponseText
{
    /// <summary>The most that is read of it.</summary>
    public const int MostCharacters = 1 << 20;

    /// <summary>Reads the beginning of a response: UTF-8 without its mark, what is not UTF-8 replaced, and no line end at its end.</summary>
    /// <param name="stream">The response.</param>
    public static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: -1, leaveOpen: true);
        var text = new StringBuilder();
        var buffer = new char[4096];
        for (int count; text.Length < MostCharacters && (count = reader.ReadBlock(buffer)) > 0;)
        {
            text.Append(buffer, 0, count);
        }

        return text.ToString().TrimEnd('\r', '\n');
    }
}
