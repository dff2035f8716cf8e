using System.Security.Cryptography;
using System.Text.Json;
using Swarm.Core.Digests;
using Swarm.Core.Errors;
using Swarm.Verification.Encodings;
using Swarm.Verification.Evidence;
using Swarm.Verification.PublicKeys;
using Swarm.Verification.X509;

namespace Swarm.Verification.Roots;

/// <summary>Reads trusted roots of versions 0.1 and 0.2.</summary>
internal static class TrustedRootReader
{
    private const int MostBytes = 4 * 1024 * 1024;

    private const int MostRoots = 32;

    private const int MostInstances = 128;

    private const int MostCertificates = 16;

    private static readonly string[] MediaTypes =
    [
        "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "application/vnd.dev.sigstore.trustedroot+json;version=0.2",
        "application/vnd.dev.sigstore.trustedroot.v0.1+json",
        "application/vnd.dev.sigstore.trustedroot.v0.2+json",
    ];

    internal static IReadOnlyList<TrustedRoot> Read(ReadOnlyMemory<byte> utf8, string name)
    {
        if (utf8.Length > MostBytes)
        {
            throw Refusal.Malformed($"The trusted root {name} has {utf8.Length} bytes, and at most {MostBytes} are read.");
        }

        var lines = JsonLines.Split(utf8, MostRoots, $"The file {name}");
        return [.. lines.Select((line, index) => ReadOne(line, lines.Count == 1 ? name : $"{name}, line {index + 1}", asOf: null))];
    }

    internal static TrustedRoot ReadOne(ReadOnlyMemory<byte> utf8, string name, DateOnly? asOf)
    {
        var what = $"The trusted root {name}";
        try
        {
            using var document = JsonText.ParseStrict(utf8, $"trusted root {name}", MostBytes);
            var root = document.RootElement;
            var mediaType = root.ReadText("mediaType", what, 256);
            if (!MediaTypes.Contains(mediaType, StringComparer.Ordinal))
            {
                throw Refusal.Malformed($"{what} is of the kind '{mediaType}': versions 0.1 and 0.2 of a Sigstore trusted root are read.");
            }

            var trusted = new TrustedRoot(name, asOf, Digest.Compute(utf8.Span))
            {
                Logs = ReadLogs(root, "tlogs", what),
                CertificateAuthorities = ReadAuthorities(root, "certificateAuthorities", what),
                CertificateLogs = ReadLogs(root, "ctlogs", what),
                TimestampAuthorities = ReadAuthorities(root, "timestampAuthorities", what),
            };
            return trusted.Logs.Count + trusted.TimestampAuthorities.Count > 0
                ? trusted
                : throw Refusal.Malformed($"{what} names no log and no timestamp authority: nothing could say when a signature was made.");
        }
        catch (SwarmException exception) when (exception.ErrorCode == ErrorCode.SchemaInvalid)
        {
            throw Refusal.Malformed(exception.Message, exception);
        }
    }

    private static List<TransparencyLog> ReadLogs(JsonElement root, string name, string what) =>
        [.. root.ReadList(name, what, MostInstances).Select((log, index) => ReadLog(log, $"{what}: entry {index + 1} of {name}"))];

    private static TransparencyLog ReadLog(JsonElement log, string what)
    {
        var hash = log.ReadEnum("hashAlgorithm", what, number => number == 1 ? "SHA2_256" : null);
        if (hash != "SHA2_256")
        {
            throw Refusal.Malformed($"{what} hashes with '{hash}', and SHA2_256 is what logs use.");
        }

        var key = log.RequireObject("publicKey", what);
        var details = key.ReadEnum("keyDetails", what, KeyDetails.FindName);
        var bytes = key.RequireBytes("rawBytes", what, 4096);
        var keyId = (log.FindObject("logId", what) ?? log.FindObject("checkpointKeyId", what))?.ReadBytes("keyId", what, 64) ?? [];
        if (keyId.Length == 0)
        {
            throw Refusal.Malformed($"{what} has no logId.");
        }

        var (publicKey, scheme) = KeyDetails.Read(details, bytes, what);
        var address = log.ReadText("baseUrl", what);
        return new TransparencyLog(
            address.Length > 0 ? address : Convert.ToHexStringLower(keyId),
            GetOrigins(address, what),
            keyId,
            publicKey,
            scheme ?? new SignatureScheme(HashAlgorithmName.SHA256),
            ValidityPeriod.Read(key, what));
    }

    private static string[] GetOrigins(string address, string what)
    {
        if (address.Length == 0)
        {
            return [];
        }

        var hasScheme = address.Contains("://", StringComparison.Ordinal);
        return Uri.TryCreate(hasScheme ? address : "https://" + address, UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? [uri.Host, uri.Authority, uri.Authority + uri.AbsolutePath.TrimEnd('/')]
            : throw Refusal.Malformed($"{what} has a baseUrl that is no address.");
    }

    private static List<CertificateAuthority> ReadAuthorities(JsonElement root, string name, string what) =>
        [.. root.ReadList(name, what, MostInstances).Select((authority, index) => ReadAuthority(authority, $"{what}: entry {index + 1} of {name}"))];

    private static CertificateAuthority ReadAuthority(JsonElement authority, string what)
    {
        var chain = authority.RequireObject("certChain", what).ReadList("certificates", what, MostCertificates);
        var certificates = chain.Select((certificate, index) => DerCertificate.Read(
            certificate.RequireBytes("rawBytes", what, DerCertificate.MostBytes), $"certificate {index + 1} of {what}")).ToArray();
        if (certificates.Length == 0)
        {
            throw Refusal.Malformed($"{what} has no certificates.");
        }

        var subject = authority.FindObject("subject", what);
        var name = authority.ReadText("uri", what) is { Length: > 0 } uri ? uri : subject?.ReadText("commonName", what) ?? "an authority without a name";
        return new CertificateAuthority(name, certificates, ValidityPeriod.Read(authority, what));
    }
}
