using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Swarm.Core.Errors;

namespace Swarm.Backends.Bundles;

/// <summary>
/// The address of a bundle (a locator) or of a store, taken apart (RFC 3986). It holds no secret: user names, passwords
/// and signed addresses are refused without being repeated.
/// </summary>
internal sealed partial class BundleAddress
{
    private const int MostCharacters = 2048;

    private BundleAddress(string text, string scheme, string authority, IReadOnlyList<string> segments) =>
        (Text, Scheme, Authority, Segments) = (text, scheme, authority, segments);

    /// <summary>The address as it was written.</summary>
    public string Text { get; }

    /// <summary>What stands before <c>://</c>.</summary>
    public string Scheme { get; }

    /// <summary>What stands up to the first slash; may be empty.</summary>
    public string Authority { get; }

    /// <summary>The names of the path, with their escapes taken back.</summary>
    public IReadOnlyList<string> Segments { get; }

    /// <summary>Whether a text is an address and not a path.</summary>
    public static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Takes an address apart.</summary>
    /// <param name="text">The address.</param>
    /// <exception cref="SwarmException">It is none, or holds what it may not (<c>SPEC_INVALID</c>).</exception>
    public static BundleAddress Parse(string text)
    {
        var match = text.Length <= MostCharacters ? Pattern().Match(text) : Match.Empty;
        if (!match.Success)
        {
            throw Invalid(
                $"It is no address of at most {MostCharacters} characters such as 'file:///folder/name' or 's3://bucket/name': "
                + "write it with a scheme, and other characters than letters, digits and '-._~' as '%' and two hex digits");
        }

        var authority = match.Groups["authority"].Value;
        if (authority.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid("It holds a user name or a password, and addresses travel openly: take it out, and give credentials where the store's scheme looks for them");
        }

        if (match.Groups["query"].Length > 0)
        {
            throw Invalid("It holds a '?' or a '#': an address that is signed in advance is a secret, and no other needs them. Give the plain address");
        }

        var path = match.Groups["path"].Value;
        var names = path.EndsWith('/') ? path[..^1] : path;
        string[] segments = names.Length == 0 ? [] : [.. names[1..].Split('/').Select(Unescape)];
        return new BundleAddress(text, match.Groups["scheme"].Value, authority, segments);
    }

    /// <summary>Makes the refusal of this address.</summary>
    /// <param name="reason">What is wrong, and what to write.</param>
    public SwarmException Refuse(string reason) => new(ErrorCode.SpecInvalid, $"The bundle address '{Text}' cannot be used: {reason}.");

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Unescape(string segment)
    {
        var name = Decode(segment) ?? throw Invalid("It has a '%' that two hex digits of UTF-8 do not follow: write a '%' itself as '%25'");
        return name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\') || name.Any(char.IsControl)
            ? throw Invalid("A name in its path is empty, '.' or '..', or hides a slash or a control character: write the path straight")
            : name;
    }

    private static string? Decode(string segment)
    {
        var bytes = new byte[segment.Length];
        var count = 0;
        for (var index = 0; index < segment.Length; index++, count++)
        {
            if (segment[index] != '%')
            {
                bytes[count] = (byte)segment[index];
            }
            else if (index + 2 < segment.Length && byte.TryParse(segment.AsSpan(index + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
            {
                index += 2;
            }
            else
            {
                return null;
            }
        }

        return Utf8.IsValid(bytes.AsSpan(0, count)) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }

    private static SwarmException Invalid(string reason) => new(ErrorCode.SpecInvalid, $"The bundle address cannot be used. {reason}.");

    [GeneratedRegex(
        @"^(?<scheme>[a-z][a-z0-9-]{0,31})://(?<authority>[^/?#\\\s]*)(?<path>(/[A-Za-z0-9._~!$&'()*+,;=:@%[\]-]*)*)(?<query>[?#].*)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
