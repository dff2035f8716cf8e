using System.Buffers;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Identifiers;
using Swarm.Networking.Relay;

namespace Swarm.Networking.Tickets;

/// <summary>The values that a ticket's claims may have.</summary>
internal static class TicketChecks
{
    private const int MostRunCharacters = 128;
    private const long LatestTime = 253402300799;

    private static readonly SearchValues<char> RunCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-");

    /// <summary>Finds the first claim that is not allowed.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? FindFault(TicketClaims claims) =>
        !Identifier.IsValid(claims.Jti, Identifier.TicketPrefix) ? "its 'jti' is no ticket's id"
        : !SessionName.IsValid(claims.Session) ? $"its 'session' is no name of a session ({SessionName.Form})"
        : !BrokerAddress.TryParse(claims.Broker, out var broker) || broker.ToString() != claims.Broker ? "its 'broker' is no 'host:port'"
        : claims.RunId.Length is 0 or > MostRunCharacters || claims.RunId.AsSpan().ContainsAnyExcept(RunCharacters) ? "its 'run_id' is no run's id"
        : claims.Cnf.Jwk.Read() is null ? "its 'cnf' holds no Ed25519 public key"
        : claims.Iat is < 0 or > LatestTime || claims.Nbf is < 0 or > LatestTime || claims.Exp is < 0 or > LatestTime ? "one of its times is none"
        : claims.Exp <= claims.Nbf ? "it ends before it begins"
        : claims.Exp - claims.Nbf > (long)TicketClaims.LongestLife.TotalSeconds ? $"it is good for more than {TicketClaims.LongestLife.TotalDays:0} days"
        : FindRulesFault(claims);

    // The lists are a policy's lists, with a policy's bounds.
    private static string? FindRulesFault(TicketClaims claims)
    {
        try
        {
            _ = Policy.Create(new PolicyDocument
            {
                Type = ContractTypes.Policy,
                AllowedHosts = claims.Hosts,
                AllowedPorts = claims.Ports,
                AllowedRanges = claims.Ranges,
            });
            return null;
        }
        catch (SwarmException exception)
        {
            return $"as a policy its lists do not hold: {exception.Message.TrimEnd('.')}";
        }
    }
}
