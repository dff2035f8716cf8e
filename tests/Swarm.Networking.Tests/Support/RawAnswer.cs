using System.Text;

namespace Swarm.Networking.Tests.Support;

/// <summary>All that came back on a connection.</summary>
internal sealed record RawAnswer(byte[] Bytes, bool WasCut)
{
    public string Text => Encoding.Latin1.GetString(Bytes);

    public int Status => Text.Length >= 12 && Text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(Text.AsSpan(9, 3)) : 0;

    public string Head => Text[..(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)];

    public string Body => Text[(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
