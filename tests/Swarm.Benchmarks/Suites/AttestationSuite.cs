using Swarm.Benchmarks.Measuring;
using Swarm.Benchmarks.Peers;
using Swarm.Verification.Attestations;
using Swarm.Verification.Roots;
using Swarm.Verification.Tests.Authority;

namespace Swarm.Benchmarks.Suites;

/// <summary>Verifying Sigstore bundles, beside the npm package that does the same: certificate path, SCT, log entry, signature and subject.</summary>
internal static class AttestationSuite
{
    private const int Bundles = 300;

    public static void Run(string folder, int rounds)
    {
        var peer = SigstoreJavaScript.Install(Path.Combine(folder, "sigstore-js"));
        var sigstore = FakeSigstore.Create();
        Measure(peer, folder, rounds, $"{Bundles} bundles, message signature", sigstore, new BundleRequest());
        Measure(peer, folder, rounds, $"{Bundles} bundles, statement", sigstore, new BundleRequest { IsEnvelope = true, Entries = [LogEntryKind.Dsse001] });
        Measure(peer, folder, rounds, $"{Bundles} bundles, Rekor v2", sigstore, new BundleRequest { Entries = [LogEntryKind.HashedRekord002], Timestamps = 1 });
    }

    private static void Measure(SigstoreJavaScript? peer, string folder, int rounds, string name, FakeSigstore sigstore, BundleRequest request)
    {
        var signed = sigstore.Sign(request);
        var (root, bundle, artifact) = (Path.Combine(folder, "root.json"), Path.Combine(folder, "bundle.json"), Path.Combine(folder, "artifact"));
        File.WriteAllText(root, sigstore.TrustedRoot().Build().ToJsonString());
        File.WriteAllBytes(bundle, signed.ToBytes());
        File.WriteAllBytes(artifact, signed.Artifact);
        var trust = new AttestationTrust
        {
            Roots = TrustedRoot.Parse(File.ReadAllBytes(root), "root.json"),
            Requirements = new AttestationRequirements { Identity = FakeIdentity.GitHub.Claims[FulcioClaim.BuildSignerUri], Issuer = FakeIdentity.GitHubIssuer },
        };
        var measurement = new Measurement(name, "@sigstore/verify", 1);
        VerifyAll(signed, trust);
        for (var round = 0; round < rounds; round++)
        {
            measurement.Ours(() => VerifyAll(signed, trust));
            if (peer is not null)
            {
                measurement.TheirsTook(peer.Verify(root, bundle, artifact, Bundles));
            }
        }

        Console.WriteLine(measurement);
    }

    private static void VerifyAll(SignedBundle signed, AttestationTrust trust)
    {
        for (var index = 0; index < Bundles; index++)
        {
            var verdict = AttestationVerifier.Verify(signed.ToBytes(), AttestationSubject.FromBytes(signed.Artifact), trust);
            if (!verdict.IsValid)
            {
                throw new InvalidOperationException($"A good bundle was refused: {verdict.Reason}");
            }
        }
    }
}
