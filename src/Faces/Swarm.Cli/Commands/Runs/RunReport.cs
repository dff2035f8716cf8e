using System.Globalization;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Engine.Runs;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Writes runs.</summary>
internal static class RunReport
{
    /// <summary>The columns of a table of runs.</summary>
    public static readonly IReadOnlyList<string> Headers = ["RUN", "LABEL", "OPERATION", "STATUS", "EXIT", "NODE", "STARTED"];

    /// <summary>The report of one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="exitCode">The command's exit code.</param>
    /// <param name="isLogShown">Whether the step's output was shown while it ran.</param>
    public static Report Of(RunInfo run, int exitCode, bool isLogShown = false)
    {
        var record = run.Record;
        return new Report
        {
            RunId = record.RunId,
            NodeId = record.NodeId,
            Status = run.Status,
            RestoreMode = run.RestoreMode,
            CertificateRef = FileLocator.Of(run.CertificatePath),
            ArtifactHash = record.ArtifactHash?.ToString(),
            StateCapNextRef = FileLocator.Of(run.NextTokensPath, "state_cap"),
            NetCapNextRef = FileLocator.Of(run.NextTokensPath, "net_cap"),
            Errors = run.Errors,
            Warning = run.Warning,
            ErrorDetails = isLogShown ? [] : run.LogTail,
            ExitCode = exitCode,
            Quiet = record.NodeId is { } node ? [node] : record.Status is RunStatus.Pending or RunStatus.Running ? [record.RunId] : [],
            Json = json => WriteMembers(json, run),
            Text = text => WriteText(text, run),
        };
    }

    /// <summary>Writes a run as an object of an array.</summary>
    public static void WriteItem(JsonOutput json, RunInfo run) => json.Object(() =>
    {
        json.Text("run_id", run.Record.RunId);
        json.Text("node_id", run.Record.NodeId);
        json.Text("status", run.Status);
        json.Text("artifact_hash", run.Record.ArtifactHash?.ToString());
        json.Text("certificate_ref", FileLocator.Of(run.CertificatePath));
        WriteDetails(json, run);
    });

    /// <summary>The row of a run.</summary>
    public static IReadOnlyList<string?> Row(RunInfo run) =>
    [
        run.Record.RunId,
        run.Record.Label,
        run.Record.Operation,
        run.Status,
        run.Record.ExitCode?.ToString(CultureInfo.InvariantCulture),
        run.Record.NodeId,
        run.Record.StartedAt,
    ];

    private static void WriteMembers(JsonOutput json, RunInfo run)
    {
        WriteDetails(json, run);
        json.Text("response", run.Response);
        if (run.LogTail.Count > 0)
        {
            json.Array("log_tail", run.LogTail);
        }

        json.Text("root", run.Root);
    }

    private static void WriteDetails(JsonOutput json, RunInfo run)
    {
        json.Text("operation", run.Record.Operation);
        json.Text("label", run.Record.Label);
        json.Text("parent_node_id", run.Record.ParentNodeId);
        json.Number("exit_code", run.Record.ExitCode);
        json.Number("ratchet_step", run.RatchetStep);
        json.Text("backend", run.Record.Backend);
        json.Text("web_address", run.WebAddress);
        json.Text("started_at", run.Record.StartedAt);
        json.Text("finished_at", run.Record.FinishedAt);
    }

    private static void WriteText(TextOutput text, RunInfo run) => text.Fields(
        ("run", run.Record.RunId),
        ("node", run.Record.NodeId),
        ("label", run.Record.Label),
        ("operation", run.Record.Operation),
        ("status", run.Status),
        ("exit code", run.Record.ExitCode?.ToString(CultureInfo.InvariantCulture)),
        ("message", run.Errors.Count == 0 ? null : run.Errors[0].Message),
        ("restore", run.RestoreMode),
        ("parent", run.Record.ParentNodeId),
        ("ratchet step", run.RatchetStep?.ToString(CultureInfo.InvariantCulture)),
        ("certificate", run.CertificatePath),
        ("artifact hash", run.Record.ArtifactHash?.ToString()),
        ("response", run.Response),
        ("backend", run.WebAddress ?? run.Record.Backend),
        ("started", run.Record.StartedAt),
        ("finished", run.Record.FinishedAt));
}
