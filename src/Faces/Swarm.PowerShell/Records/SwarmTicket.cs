using Swarm.Engine.Networking;

namespace Swarm.PowerShell.Records;

/// <summary>A ticket that was issued. The ticket itself is in its file alone.</summary>
public sealed record SwarmTicket
{
    /// <summary>Its id, by which it is revoked.</summary>
    public string TicketId { get; internal init; } = string.Empty;

    /// <summary>The run that it is for.</summary>
    public string RunId { get; internal init; } = string.Empty;

    /// <summary>The session whose providers it is for.</summary>
    public string Session { get; internal init; } = string.Empty;

    /// <summary>The broker's address.</summary>
    public string Broker { get; internal init; } = string.Empty;

    /// <summary>The pin of the broker's key.</summary>
    public string Pin { get; internal init; } = string.Empty;

    /// <summary>The worker's public key.</summary>
    public string WorkerKey { get; internal init; } = string.Empty;

    /// <summary>The only hosts that may be reached; null for any.</summary>
    public IReadOnlyList<string>? AllowedHost { get; internal init; }

    /// <summary>The only ports that may be reached; null for any.</summary>
    public IReadOnlyList<int>? AllowedPort { get; internal init; }

    /// <summary>The only address ranges that may be reached; null for every public address.</summary>
    public IReadOnlyList<string>? AllowedRange { get; internal init; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset IssuedAt { get; internal init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; internal init; }

    /// <summary>The ticket's file.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary>The file of the worker's private key; null where the worker has its own.</summary>
    public string? WorkerKeyPath { get; internal init; }

    internal static SwarmTicket From(IssuedTicket issued)
    {
        var claims = issued.Ticket.Claims;
        return new()
        {
            TicketId = claims.Jti,
            RunId = claims.RunId,
            Session = claims.Session,
            Broker = claims.Broker,
            Pin = claims.BrokerKey.ToString(),
            WorkerKey = issued.Ticket.WorkerKey.ToString(),
            AllowedHost = claims.Hosts,
            AllowedPort = claims.Ports,
            AllowedRange = claims.Ranges,
            IssuedAt = DateTimeOffset.FromUnixTimeSeconds(claims.Iat),
            ExpiresAt = issued.Ticket.Expires,
            Path = issued.Path,
            WorkerKeyPath = issued.WorkerKeyPath,
        };
    }

    /// <summary>The ticket's id.</summary>
    public override string ToString() => TicketId;
}
