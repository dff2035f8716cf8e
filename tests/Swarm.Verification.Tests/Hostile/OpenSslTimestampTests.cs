using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Verification.Tests.Hostile;

/// <summary>Timestamps that OpenSSL's authority gives (<c>openssl ts</c>).</summary>
public sealed class OpenSslTimestampTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-openssl-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sha1", "rsa:2048", "sha512", false)]
    [InlineData("sha1", "rsa:2048", "sha256", true)]
    [InlineData("sha256", "rsa:2048", "sha256", true)]
    [InlineData("sha256", "ec", "sha384", false)]
    [InlineData("sha512", "ec", "sha256", true)]
    public void A_token_of_OpenSSL_counts(string certificateHash, string key, string hash, bool withChain)
    {
        MakeAuthority(certificateHash, key, hash);
        var now = DateTimeOffset.UtcNow;
        var instance = FakeSigstore.Create();
        var bundle = instance.Sign(new BundleRequest
        {
            Entries = [LogEntryKind.HashedRekord002],
            Timestamps = 1,
            IssuedAt = now.AddMinutes(-2),
            SignedAt = now,
        });
        var stamped = bundle.Json["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!;
        stamped["signedTimestamp"] = Convert.ToBase64String(Stamp(bundle.Json["messageSignature"]!["signature"]!.GetValue<string>(), hash, withChain));
        var root = instance.TrustedRoot().Build();
        root["timestampAuthorities"] = new JsonArray(new JsonObject
        {
            ["uri"] = "https://freetsa.example",
            ["certChain"] = new JsonObject
            {
                ["certificates"] = new JsonArray(
                    new JsonObject { ["rawBytes"] = Read("tsa.der") },
                    new JsonObject { ["rawBytes"] = Read("ca.der") }),
            },
            ["validFor"] = new JsonObject { ["start"] = "2020-01-01T00:00:00Z" },
        });
        var trust = new AttestationTrust
        {
            Roots = TrustedRoot.Parse(Encoding.UTF8.GetBytes(root.ToJsonString()), "root.json"),
            Requirements = Trial.Requirements,
            Clock = TimeProvider.System,
        };
        var verdict = Trial.Verify(bundle.ToBytes(), trust);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Contains(verdict.Times!, time => time.Source == "https://freetsa.example");

        // The same token says nothing of another signature.
        var other = instance.Sign(new BundleRequest { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1, IssuedAt = now.AddMinutes(-2), SignedAt = now });
        other.Json["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]![0]!["signedTimestamp"] = stamped["signedTimestamp"]!.GetValue<string>();
        Assert.Contains("another signature", Trial.Verify(other.ToBytes(), trust).Reason, StringComparison.Ordinal);
    }

    private string Read(string file) => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(_folder, file)));

    private byte[] Stamp(string signature, string hash, bool withChain)
    {
        File.WriteAllBytes(Path.Combine(_folder, "signature"), Convert.FromBase64String(signature));
        Run("ts", "-query", "-data", "signature", $"-{hash}", "-cert", "-out", "query");
        Run(["ts", "-reply", "-config", "ts.cnf", "-queryfile", "query", "-out", "reply", .. withChain ? ["-chain", "ca.pem"] : Array.Empty<string>()]);
        return File.ReadAllBytes(Path.Combine(_folder, "reply"));
    }

    private void MakeAuthority(string certificateHash, string key, string hash)
    {
        File.WriteAllText(Path.Combine(_folder, "ts.cnf"), $"""
            [req]
            distinguished_name = name
            prompt = no
            [name]
            CN = Free TSA
            O = Example
            [ca]
            basicConstraints = critical, CA:TRUE
            keyUsage = critical, keyCertSign, cRLSign
            subjectKeyIdentifier = hash
            [leaf]
            basicConstraints = critical, CA:FALSE
            keyUsage = critical, digitalSignature
            extendedKeyUsage = critical, timeStamping
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            [tsa]
            default_tsa = authority
            [authority]
            serial = serial
            signer_cert = tsa.pem
            signer_key = tsa.key
            signer_digest = {hash}
            default_policy = 1.2.3.4.1
            digests = sha256, sha384, sha512
            accuracy = secs:1, millisecs:500
            ordering = yes
            tsa_name = yes
            ess_cert_id_chain = no
            ess_cert_id_alg = {certificateHash}
            """.Replace("\r\n", "\n", StringComparison.Ordinal));
        string[] kind = key == "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["-newkey", key];
        Run(["req", "-config", "ts.cnf", "-x509", "-nodes", "-sha256", "-days", "30", "-subj", "/O=Example/CN=Root", "-extensions", "ca", "-keyout", "ca.key", "-out", "ca.pem", .. kind]);
        Run(["req", "-config", "ts.cnf", "-nodes", "-keyout", "tsa.key", "-out", "tsa.req", .. kind]);
        Run("x509", "-req", "-in", "tsa.req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-sha256", "-days", "20", "-extfile", "ts.cnf", "-extensions", "leaf", "-out", "tsa.pem");
        Run("x509", "-in", "tsa.pem", "-outform", "DER", "-out", "tsa.der");
        Run("x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der");
    }

    private void Run(params string[] arguments)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder, RedirectStandardError = true, UseShellExecute = false });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no 'openssl' on the PATH to give timestamps.");
        }

        using (process)
        {
            var said = process!.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"openssl {string.Join(' ', arguments)}: {said}");
        }
    }
}
