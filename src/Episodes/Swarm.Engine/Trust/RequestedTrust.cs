using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Files;
using Swarm.Core.Identifiers;
using Swarm.Cryptography.Dsse;
using Swarm.Cryptography.Signing;
using Swarm.Engine.Configuration;
using Swarm.Engine.Sessions;
using Swarm.Storage.Heads;
using Swarm.Verification.Certificates;
using Swarm.Verification.Heads;
using Swarm.Verification.Keys;
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

    /// <summary>What the caller knows of the head log, where it knows something.</summary>
    /// <param name="request">What is expected.</param>
    /// <param name="options">Where relative paths start.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <param name="own">The store's own log; null where no store is asked.</param>
    /// <param name="hasNode">Whether the store shows a node; null where no store is asked.</param>
    public static HeadExpectation? FindHeads(
        VerifyRequest request, SessionOptions options, KeyRing keys, Func<IReadOnlyList<DsseEnvelope>>? own, Func<string, bool>? hasNode)
    {
        if (request is { ExpectedHead: null, HeadLogFile: null })
        {
            return null;
        }

        if (own is null && request.HeadLogFile is null)
        {
            return new HeadExpectation { Fault = "no head log is at hand: give a copy of the store's" };
        }

        try
        {
            var trusted = keys.For(KeyRole.Head);
            var copy = request.HeadLogFile is { } file ? ReadCopy(Path.GetFullPath(file, options.CurrentFolder), trusted) : [];
            return new HeadExpectation
            {
                Expected = request.ExpectedHead,
                Copy = copy,
                Log = own is null ? copy : HeadLog.Verify(own(), trusted),
                HasNode = hasNode,
            };
        }
        catch (SwarmException exception) when (exception.ErrorCode != ErrorCode.PathInvalid)
        {
            return new HeadExpectation { Fault = exception.Message };
        }
    }

    private static IReadOnlyList<HeadRecord> ReadCopy(string file, IReadOnlyList<VerificationKey> trusted) => File.Exists(file)
        ? HeadLog.Verify(HeadLog.ReadFile(file), trusted)
        : throw new SwarmException(ErrorCode.PathInvalid, $"There is no head log '{file}'.");
}
