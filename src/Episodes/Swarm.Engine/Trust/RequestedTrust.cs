using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Verification.Certificates;
using Swarm.Verification.Replay;
using Swarm.Verification.Verdicts;

namespace Swarm.Engine.Trust;

/// <summary>Turns what a caller asks for into what the verifier trusts and expects.</summary>
internal static class RequestedTrust
{
    public static CertificateTrust Compose(VerifyRequest request, SessionOptions options, SwarmConfiguration configuration, VerificationKey? own)
    {
        if (request.Required.FirstOrDefault(name => !CheckNames.All.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"There is no check '{unknown}': the checks are {string.Join(", ", CheckNames.All)}.");
        }

        return new CertificateTrust
        {
            Keys = configuration.MakeKeyRing(own, request.TrustedKeys),
            ExpectedArtifactHash = request.ExpectedArtifactHash,
            Attestation = new AttestationExpectation
            {
                Roots = TrustedRoots.Find(request.TrustedRoot ?? configuration.TrustedRoot, options),
                Workflows = [.. configuration.WorkflowsThatCount, .. request.TrustedWorkflows.Select(workflow => WorkflowPin.RequirePath(workflow))],
                Identity = request.Identity,
                IdentityPattern = request.IdentityPattern,
                Issuer = request.Issuer,
                Clock = options.Time,
            },
            RequiredCommit = request.RequiredCommit,
            Policy = request.PolicyFile is { } policy ? BoundedFile.Read(Resolve(policy), Policy.MostBytes, "policy") : (ReadOnlyMemory<byte>?)null,
            Required = AsksForAttestation(request) ? [.. request.Required, CheckNames.Attestation] : request.Required,
            Ledger = request.ReplayLedgerFile is { } ledger ? new ReplayLedger(Resolve(ledger), options.Time) : null,
        };

        string Resolve(string path) => Path.GetFullPath(path, options.CurrentFolder);
    }

    // Who states what an attestation must say wants one: its absence must not pass.
    private static bool AsksForAttestation(VerifyRequest request) =>
        request is not { Identity: null, IdentityPattern: null, Issuer: null };
}
