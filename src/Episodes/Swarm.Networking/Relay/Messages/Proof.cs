using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Swarm.Core.Digests;
using Swarm.Cryptography.Signing;
using Swarm.Networking.Tickets;

namespace Swarm.Networking.Relay.Messages;

/// <summary>
/// What is signed to prove that a key is held. Each use has its label, and its parts are parted by zero bytes, which none of
/// them has; the broker's pin is one, so that what was signed for one broker is worth nothing at another.
/// </summary>
internal static class Proof
{
    /// <summary>The bytes of a challenge.</summary>
    public const int NonceSize = 32;

    private const string ProviderLabel = "swarm/relay/provider/v1";
    private const string WorkerLabel = "swarm/relay/worker/v1";
    private const string RequestLabel = "swarm/relay/request/v1";

    public static byte[] OfProvider(Digest broker, string session, string nonce) => Join(ProviderLabel, broker.ToString(), session, nonce);

    public static byte[] OfWorker(Digest broker, string jti, string nonce) => Join(WorkerLabel, broker.ToString(), jti, nonce);

    public static byte[] OfRequest(string jti, string? host, int port, string challenge) =>
        Join(RequestLabel, jti, host ?? string.Empty, port.ToString(CultureInfo.InvariantCulture), challenge);

    public static string Sign(SigningKey key, byte[] message) => Base64Url.EncodeToString(key.Sign(message));

    public static bool Verify(VerificationKey key, byte[] message, string? signature) =>
        signature is not null && CompactJws.Decode(signature) is { } bytes && key.Verify(message, bytes);

    private static byte[] Join(params ReadOnlySpan<string> parts) => Encoding.UTF8.GetBytes(string.Join('\0', parts));
}
