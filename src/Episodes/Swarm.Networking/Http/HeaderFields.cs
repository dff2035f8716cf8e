namespace Swarm.Networking.Http;

/// <summary>The fields of a head.</summary>
internal sealed class HeaderFields
{
    // RFC 9110, section 7.6.1, with what is between a client and its proxy alone, and what is written anew.
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings", "Host", "Content-Length",
    };

    private static readonly string[] NeverNamed = ["Host", "Content-Length", "Transfer-Encoding", "Expect", "Via"];

    private readonly List<HeaderField> _fields;
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    private HeaderFields(List<HeaderField> fields) => _fields = fields;

    /// <summary>Whether the sender wants the connection to end after this message.</summary>
    public bool AsksToClose => _named.Contains("close");

    /// <summary>What may be passed on: neither hop by hop, nor named so, nor framing.</summary>
    public IEnumerable<HeaderField> EndToEnd => _fields.Where(one => !HopByHop.Contains(one.Name) && !_named.Contains(one.Name));

    /// <summary>Reads the lines after a head's first.</summary>
    /// <exception cref="HttpRefusal">One is malformed or folded, or names a field for removal that must stay.</exception>
    public static HeaderFields Parse(List<string> lines, Func<int, string, HttpRefusal> refuse)
    {
        var fields = new List<HeaderField>(lines.Count);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !HttpSyntax.IsToken(line.AsSpan(0, colon)))
            {
                throw refuse(400, "A field is folded, or has no name directly before its colon.");
            }

            fields.Add(new HeaderField(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        var result = new HeaderFields(fields);
        foreach (var option in fields.Where(field => field.Is("Connection")).SelectMany(field => field.Value.Split(',')))
        {
            var name = option.Trim(' ', '\t');
            if (name.Length > 0 && (!HttpSyntax.IsToken(name) || NeverNamed.Contains(name, StringComparer.OrdinalIgnoreCase)))
            {
                throw refuse(400, "The field 'Connection' names what cannot be removed.");
            }

            result._named.Add(name);
        }

        return result;
    }

    /// <summary>Gives the one value of a field that stands once.</summary>
    /// <returns>Null where it does not stand.</returns>
    /// <exception cref="HttpRefusal">It stands more than once.</exception>
    public string? Single(string name, Func<int, string, HttpRefusal> refuse)
    {
        string? value = null;
        foreach (var field in _fields)
        {
            if (field.Is(name))
            {
                value = value is null ? field.Value : throw refuse(400, $"The field '{name}' stands more than once.");
            }
        }

        return value;
    }
}
