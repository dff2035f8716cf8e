using Swarm.Core.Digests;
using Swarm.Core.Identifiers;
using Swarm.Core.Randomness;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Tests.Support;

/// <summary>Claims to begin with.</summary>
internal static class Samples
{
    public static TicketClaims Claims(SigningKey worker, TimeProvider? time = null)
    {
        var now = (time ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds();
        return new TicketClaims
        {
            Jti = Identifier.Create(Identifier.TicketPrefix, RandomSource.System),
            Session = "home",
            Broker = "127.0.0.1:7443",
            BrokerKey = Digest.Compute("broker"u8),
            RunId = Identifier.Create(Identifier.RunPrefix, RandomSource.System),
            Cnf = new TicketConfirmation { Jwk = TicketKey.Of(worker.PublicKey) },
            Ranges = ["127.0.0.0/8"],
            Iat = now,
            Nbf = now,
            Exp = now + 600,
        };
    }
}
