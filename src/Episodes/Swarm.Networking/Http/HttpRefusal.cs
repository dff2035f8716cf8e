namespace Swarm.Networking.Http;

/// <summary>A message is not served: the status says whose fault it is, the text in one line what is wrong.</summary>
internal sealed class HttpRefusal(int status, string text) : Exception(text)
{
    public int Status { get; } = status;

    public static HttpRefusal BadRequest(string text) => new(400, text);

    public static HttpRefusal BadAnswer(string text) => new(502, text);
}
