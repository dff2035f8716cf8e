using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Engine.Sessions;
using Swarm.Networking.Relay;

namespace Swarm.Engine.Networking;

/// <summary>Which broker is meant: the one that is named with its pin, or the user's own that serves on this machine.</summary>
internal static class BrokerReference
{
    /// <summary>Gives address and pin.</summary>
    /// <param name="options">What the face gives.</param>
    /// <param name="address"><c>host:port</c>; null for the user's own.</param>
    /// <param name="pin">The pin; null for that of the user's own.</param>
    /// <exception cref="SwarmException">A value does not hold, or there is no broker to take it from (<c>SPEC_INVALID</c>).</exception>
    public static (BrokerAddress Address, Digest Pin) Resolve(SessionOptions options, string? address, string? pin)
    {
        var own = address is not null && pin is not null ? null : NetworkServices.Find(options, NetworkServiceKind.Broker, BrokerRequest.DefaultName)
            ?? throw new SwarmException(
                ErrorCode.SpecInvalid, "No broker of yours serves on this machine: name the broker's address and its pin, as the broker prints them, or start one.");
        var text = pin ?? own!.Pin;
        return Digest.TryParse(text, out var digest)
            ? (BrokerAddress.Parse(address ?? own!.Address), digest)
            : throw new SwarmException(ErrorCode.SpecInvalid, $"'{text}' is no pin of a broker: give 'sha256:' and 64 lower-case hexadecimal digits, as the broker prints it.");
    }
}
