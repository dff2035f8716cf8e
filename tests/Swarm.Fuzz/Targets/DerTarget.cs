using System.Security.Cryptography;
using Swarm.Verification.PublicKeys;

namespace Swarm.Fuzz.Targets;

/// <summary>What is read as DER: certificates, public keys and timestamp tokens.</summary>
internal sealed class DerTarget : FuzzTarget
{
    // Given by "openssl ts", with its certificate.
    private const string Token =
        "MIIDZDADAgEAMIIDWwYJKoZIhvcNAQcCoIIDTDCCA0gCAQMxDzANBglghkgBZQMEAgEFADBzBgsqhkiG9w0BCRABBKBkBGIwYAIBAQYEKgMEATAxMA0GCWCG" +
        "SAFlAwQCAQUABCAtcRZCtyawRAFifKn7rDL1yFMPsZA8xNsCJYcXkhpIgQIBARgPMjAyNjExMzAwODM3MjNaMAMCAQECCQD8R4LcMEiieqCCAYQwggGAMIIB" +
        "J6ADAgECAhQaVnc+LCYIgoethNiLE4cLTdTGzzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlBdXRob3JpdHkwHhcNMjYxMTMwMDgzNzE5WhcNMzYxMTI3MDgz" +
        "NzE5WjAUMRIwEAYDVQQDDAlBdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASUBbszGPEgu9iX5MH8bxbA17XrX9UZNSZ3PkCNF+GfQARcXFuy" +
        "FUh0+HqVg2M0lGo22MpSsRVJFHcnBkpFQfYBo1cwVTAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAWBgNVHSUBAf8EDDAKBggrBgEFBQcDCDAdBgNV" +
        "HQ4EFgQU965JvkDOCji6kZ6iXuQFsCA3UdIwCgYIKoZIzj0EAwIDRwAwRAIgbVLVT9eDYJpaNtVybeMPAKnT+z5aW9/yEt+WunPlmZ8CIEgIGWQq7AQsIUaP" +
        "87TT7T0PrdIYG1mbpGpJNmupjVB5MYIBMzCCAS8CAQEwLDAUMRIwEAYDVQQDDAlBdXRob3JpdHkCFBpWdz4sJgiCh62E2IsThwtN1MbPMA0GCWCGSAFlAwQC" +
        "AQUAoIGYMBoGCSqGSIb3DQEJAzENBgsqhkiG9w0BCRABBDAcBgkqhkiG9w0BCQUxDxcNMjYxMTMwMDgzNzIzWjArBgsqhkiG9w0BCRACDDEcMBowGDAWBBTX" +
        "5gXXkW6nEoaiUVjcDGTEuKe9sjAvBgkqhkiG9w0BCQQxIgQgtRwBmEnhVE5noDOUb8+IIIlSzLC6WQ4wXqEk/OIXs8YwCgYIKoZIzj0EAwIERjBEAiAGLOMx" +
        "wYptw30qsSF9dVWXQP0RUryJ2Wlp4bIxYkmKdwIgNabzkbzl0NyBG8h2N02vc2/KcyNwFB6EBfrVNE1Cjp8=";

    private static readonly Type Certificate = Internal<PublicKey>("Swarm.Verification.X509.DerCertificate");
    private static readonly Type Timestamp = Internal<PublicKey>("Swarm.Verification.Timestamps.TimestampTokenReader");

    public override string Name => "der";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var token = Convert.FromBase64String(Token);
            yield return [0, .. token];
            yield return [1, .. Slice(token, [0x30, 0x82, 0x01, 0x80, 0x30, 0x82], 4 + 0x180)];
            yield return [2, .. Slice(token, [0x30, 0x59, 0x30, 0x13], 2 + 0x59)];
            using var rsa = RSA.Create(new RSAParameters { Modulus = [.. Enumerable.Repeat((byte)0xA5, 256)], Exponent = [1, 0, 1] });
            yield return [2, .. rsa.ExportSubjectPublicKeyInfo()];
        }
    }

    // The token holds its certificate, and that its key.
    private static byte[] Slice(byte[] token, byte[] beginning, int length) => token.AsSpan(token.AsSpan().IndexOf(beginning), length).ToArray();

    // The first byte says which reader.
    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        ReadOnlyMemory<byte> der = input.AsMemory(1);
        _ = (input[0] % 3) switch
        {
            0 => Call(Timestamp, "Read", null, der),
            1 => Call(Certificate, "Read", null, der, "the certificate"),
            _ => Call(typeof(PublicKey), "FromSubjectPublicKeyInfo", null, der, "the key"),
        };
    }
}
