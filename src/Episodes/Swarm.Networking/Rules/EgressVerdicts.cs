namespace Swarm.Networking.Rules;

/// <summary>The names of what decides about a connection, as receipts have them. The classes of addresses are others.</summary>
internal static class EgressVerdicts
{
    public const string Allowed = "allowed";
    public const string Host = "host";
    public const string Port = "port";
    public const string Range = "range";

    /// <summary>The destination is neither a name nor an address in its one notation.</summary>
    public const string Malformed = "malformed";

    /// <summary>The destination is this proxy itself.</summary>
    public const string Self = "self";

    /// <summary>The route mode is <c>none</c>.</summary>
    public const string Closed = "closed";

    /// <summary>The name has no address, or more than are checked.</summary>
    public const string Unresolved = "unresolved";

    /// <summary>No address answered.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>No address answered in time.</summary>
    public const string TimedOut = "timed_out";
}
