using System.Text.RegularExpressions;

namespace Swarm.Backends.Remote;

/// <summary>Reads which server a variable names.</summary>
internal static partial class ServerAddress
{
    /// <summary>Reads a host's name with or without <c>https://</c>. Only this machine itself may be named with <c>http://</c>.</summary>
    /// <param name="value">The text.</param>
    /// <param name="address">The address, which ends with a slash.</param>
    /// <returns>Why it cannot be used; null where it can.</returns>
    public static string? Read(string value, out Uri address)
    {
        var text = value.Trim().TrimEnd('/');
        var scheme = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var name = text[(text.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].ToLowerInvariant();
        address = null!;
        if ((text.Contains("://", StringComparison.Ordinal) && !text.StartsWith($"{scheme}://", StringComparison.OrdinalIgnoreCase))
            || !HostPattern().IsMatch(name)
            || !Uri.TryCreate($"{scheme}://{name}/", UriKind.Absolute, out var found))
        {
            return "it is not the name of a host, such as 'server.example.com'";
        }

        address = found;
        return scheme == Uri.UriSchemeHttp && !found.IsLoopback ? "it would send the token without TLS" : null;
    }

    [GeneratedRegex(@"^(\[[0-9a-f:]{2,39}\]|[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?)(:[0-9]{1,5})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HostPattern();
}
