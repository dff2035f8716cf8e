using System.Globalization;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Verification.Verdicts;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Writes verdicts on certificates.</summary>
internal static class VerdictReport
{
    /// <summary>The report of a verdict.</summary>
    public static Report Of(CertificateVerdict verdict, string? certificate)
    {
        return new Report
        {
            NodeId = verdict.NodeId,
            CertificateRef = FileLocator.Of(certificate),
            ArtifactHash = verdict.ArtifactHash?.ToString(),
            Errors = verdict.ErrorCode is { } error ? [ErrorEntry.From(error, verdict.Reason)] : [],
            ExitCode = verdict.ErrorCode is { } code ? ExitCodes.Of(code) : ExitCodes.Success,
            Quiet = [],
            Json = json =>
            {
                WriteMembers(json, verdict);
                json.Array("lineage", verdict.Lineage, ancestor => json.Object(() =>
                {
                    json.Text("node_id", ancestor.NodeId);
                    json.Text("artifact_hash", ancestor.ArtifactHash?.ToString());
                    WriteMembers(json, ancestor);
                }));
            },
            Text = text => WriteText(text, verdict),
        };
    }

    private static void WriteMembers(JsonOutput json, CertificateVerdict verdict)
    {
        json.Text("label", verdict.Label);
        json.Number("ratchet_step", verdict.RatchetStep);
        json.Flag("is_valid", verdict.IsValid);
        json.Text("reason", verdict.Reason);
        CheckReport.Write(json, verdict.Checks);
    }

    private static void WriteText(TextOutput text, CertificateVerdict verdict)
    {
        text.Fields(
            ("verdict", verdict.IsValid ? "valid" : "invalid"),
            ("reason", verdict.Reason),
            ("node", verdict.NodeId),
            ("label", verdict.Label),
            ("ratchet step", verdict.RatchetStep?.ToString(CultureInfo.InvariantCulture)),
            ("artifact hash", verdict.ArtifactHash?.ToString()));
        text.Line();
        CheckReport.Write(text, verdict.Checks);
        if (verdict.Lineage.Count > 0)
        {
            text.Line();
            text.Table(["ANCESTOR", "LABEL", "STEP", "VERDICT"], verdict.Lineage.Select(ancestor => new[]
            {
                ancestor.NodeId,
                ancestor.Label,
                ancestor.RatchetStep?.ToString(CultureInfo.InvariantCulture),
                ancestor.IsValid ? "valid" : "invalid",
            }));
        }
    }
}
