using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Swarm.Core.Digests;
using Swarm.Core.Errors;

namespace Swarm.Networking.Relay;

/// <summary>TLS between broker and those who dial it: the pinned key alone counts, no name, authority or date.</summary>
internal static class RelayTls
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    // The name that is asked for goes over the wire in the open: everybody asks for the same.
    private const string ServerName = "swarm-broker";

    public static async Task<SslStream> AcceptAsync(Stream transport, BrokerIdentity identity, CancellationToken cancellationToken)
    {
        var tls = new SslStream(transport);
        try
        {
            var options = new SslServerAuthenticationOptions { ServerCertificate = identity.Certificate, EnabledSslProtocols = Protocols, AllowRenegotiation = false };
            await tls.AuthenticateAsServerAsync(options, cancellationToken);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="SwarmException">The broker has another key (<c>ROUTE_PIN_MISMATCH</c>).</exception>
    public static async Task<SslStream> DialAsync(Stream transport, BrokerAddress broker, Digest pin, CancellationToken cancellationToken)
    {
        var isOther = false;
        var tls = new SslStream(transport);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = ServerName,
                EnabledSslProtocols = Protocols,
                AllowRenegotiation = false,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => !(isOther = !IsPinned(certificate, pin)),
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch (AuthenticationException exception) when (isOther)
        {
            await tls.DisposeAsync();
            throw new SwarmException(
                ErrorCode.RoutePinMismatch,
                $"What answers at {broker} has another key than the pinned {pin}: it is not the broker that was meant, or the broker has a new key; take its pin anew if you know that.",
                exception);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    private static bool IsPinned(X509Certificate? certificate, Digest pin) =>
        certificate is X509Certificate2 known && CryptographicOperations.FixedTimeEquals(BrokerIdentity.PinOf(known).Span, pin.Span);
}
