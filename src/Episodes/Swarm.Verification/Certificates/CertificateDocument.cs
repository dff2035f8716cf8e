using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Core.Json;

namespace Swarm.Verification.Certificates;

/// <summary>Reads and writes certificates, and holds them to their schema.</summary>
public static class CertificateDocument
{
    /// <summary>Writes a certificate canonically (RFC 8785).</summary>
    /// <param name="certificate">The certificate.</param>
    public static byte[] Write(Certificate certificate) => CanonicalJson.Serialize(certificate, ContractJson.Default.Certificate);

    /// <summary>Reads a certificate of this product or of its predecessor.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <exception cref="SwarmException">It is not of its schema (<c>SCHEMA_INVALID</c>).</exception>
    public static Certificate Read(ReadOnlyMemory<byte> utf8)
    {
        var certificate = StrictJson.Parse(utf8, ContractJson.Default.Certificate, "certificate");
        return FindFault(certificate) is { } fault
            ? throw new SwarmException(ErrorCode.SchemaInvalid, $"The certificate is refused: {fault}.")
            : certificate;
    }

    private static string? FindFault(Certificate certificate) => certificate.Type switch
    {
        ContractTypes.LoomCertificate => null,
        ContractTypes.Certificate => FindMissing(certificate),
        _ => $"its type is neither {ContractTypes.Certificate} nor {ContractTypes.LoomCertificate}",
    };

    private static string? FindMissing(Certificate certificate)
    {
        var state = certificate.Result.NewState;
        (string Name, bool IsThere)[] members =
        [
            ("deterministic", certificate.Deterministic is not null),
            ("node", certificate.Node is not null),
            ("continuity", certificate.Continuity is not null || certificate.ParentState.StateId is null),
            ("restore", certificate.Restore is not null),
            ("network", certificate.Network is not null),
            ("sandbox", certificate.Sandbox is not null),
            ("result.status", certificate.Result.Status is not null && RunStatus.All.Contains(certificate.Result.Status)),
            ("result.new_state.snapshot_root", state.SnapshotRoot is not null),
            ("result.new_state.ratchet_step", state.RatchetStep is >= 0),
            ("result.new_state.state_commitment", state.StateCommitment is not null),
            ("result.new_state.net_commitment", state.NetCommitment is not null),
            ("parent_state", IsWholeOrNull(certificate.ParentState)),
        ];
        return members.FirstOrDefault(member => !member.IsThere).Name is { } missing ? $"its member '{missing}' is missing or out of range" : null;
    }

    // A parent that came in a bundle has no certificate; every other member goes with the rest.
    private static bool IsWholeOrNull(CertificateParentState parent) => parent.StateId is null
        ? parent is { SnapshotRoot: null, RatchetStep: null, CertificateSha256: null }
        : parent is { SnapshotRoot: not null, RatchetStep: >= 0 };
}
