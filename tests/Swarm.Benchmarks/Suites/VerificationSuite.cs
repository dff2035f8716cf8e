using Swarm.Benchmarks.Measuring;
using Swarm.Cryptography.Dsse;
using Swarm.Verification.Certificates;
using Swarm.Verification.Tests.Support;

namespace Swarm.Benchmarks.Suites;

/// <summary>Verifying certificates and lineages, beside the Ed25519 verifications in them alone, which are the limit.</summary>
internal static class VerificationSuite
{
    private const int Ancestors = 1000;
    private const int Certificates = 500;

    public static void Run(int rounds)
    {
        using var family = new Family(Ancestors + 1);
        var trust = family.Trust with { FindChain = null };
        var tip = family.Evidence[Family.NodeId(Ancestors)];
        var single = new Measurement($"{Certificates} certificates", "signatures alone", 2);
        var lineage = new Measurement($"lineage of {Ancestors} nodes", "signatures alone, one core", 1);
        for (var round = 0; round <= rounds; round++)
        {
            // The first round warms up and is not counted.
            var isWarm = round > 0;
            Measure(single, isWarm, () => VerifyEach(tip, trust), () => VerifySignatures(family, Certificates, tip));
            Measure(lineage, isWarm, () => VerifyLineage(tip, trust), () => VerifySignatures(family, Ancestors, from: null));
        }

        Console.WriteLine(single);
        Console.WriteLine(lineage);
    }

    private static void Measure(Measurement measurement, bool isWarm, Action ours, Action theirs)
    {
        if (isWarm)
        {
            measurement.Ours(ours);
            measurement.Theirs(theirs);
        }
        else
        {
            ours();
            theirs();
        }
    }

    private static void VerifyEach(CertificateEvidence evidence, CertificateTrust trust)
    {
        for (var index = 0; index < Certificates; index++)
        {
            Require(CertificateVerifier.Verify(evidence, trust).IsValid);
        }
    }

    private static void VerifyLineage(CertificateEvidence evidence, CertificateTrust trust) =>
        Require(CertificateVerifier.VerifyLineage(evidence, trust, CancellationToken.None) is { IsValid: true, Lineage.Count: Ancestors });

    private static void VerifySignatures(Family family, int count, CertificateEvidence? from)
    {
        for (var index = 0; index < count; index++)
        {
            var evidence = from ?? family.Evidence[Family.NodeId(index)];
            Require(DsseEnvelope.Parse(evidence.Envelope!.Value).Verify(family.Key.PublicKey) is not null);
        }
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("A good certificate was refused.");
        }
    }
}
