using System.Globalization;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Races;

namespace Swarm.Cli.Commands.Runs;

/// <summary>Writes races.</summary>
internal static class RaceReport
{
    private static readonly ErrorCode Lost = ErrorCode.StepFailed;

    /// <summary>The report of a race: the winner's members, and all entrants by rank.</summary>
    public static Report Of(RaceResult race)
    {
        var run = race.Winner?.Run;
        return new Report
        {
            RunId = run?.Record.RunId,
            NodeId = run?.Record.NodeId,
            Status = run?.Record.Status ?? RunStatus.StepFailed,
            RestoreMode = run?.RestoreMode,
            CertificateRef = FileLocator.Of(run?.CertificatePath),
            ArtifactHash = run?.Record.ArtifactHash?.ToString(),
            StateCapNextRef = FileLocator.Of(run?.NextTokensPath, "state_cap"),
            NetCapNextRef = FileLocator.Of(run?.NextTokensPath, "net_cap"),
            Errors = run is not null ? [] : [ErrorEntry.From(Lost, "Nobody won the race: every entrant failed or has no score. The message of each says why.")],
            ExitCode = run is null ? ExitCodes.Of(Lost) : ExitCodes.Success,
            Quiet = run?.Record.NodeId is { } node ? [node] : [],
            Json = json => json.Array("entrants", race.Ranking, standing => WriteItem(json, standing)),
            Text = text => text.Table(
                ["RANK", "LABEL", "SCORE", "STATUS", "EXIT", "SECONDS", "NODE", "MESSAGE"],
                race.Ranking.Select(Row)),
        };
    }

    private static void WriteItem(JsonOutput json, RaceStanding standing) => json.Object(() =>
    {
        json.Number("rank", standing.Rank);
        json.Text("label", standing.Label);
        json.Flag("is_winner", standing.IsWinner);
        json.Real("score", standing.Score);
        json.Text("status", StatusOf(standing));
        json.Number("exit_code", standing.Run?.Record.ExitCode);
        json.Real("duration_seconds", Math.Round(standing.Duration.TotalSeconds, 3));
        json.Text("run_id", standing.Run?.Record.RunId);
        json.Text("node_id", standing.Run?.Record.NodeId);
        json.Text("parent_node_id", standing.ForkNodeId);
        json.Text("artifact_hash", standing.Run?.Record.ArtifactHash?.ToString());
        json.Text("certificate_ref", FileLocator.Of(standing.Run?.CertificatePath));
        json.Text("response", standing.Run?.Response);
        json.Text("error_code", standing.Error?.Code);
        json.Text("message", standing.Error?.Message);
        json.Flag("is_removed", standing.IsRemoved);
    });

    private static IReadOnlyList<string?> Row(RaceStanding standing) =>
    [
        standing.Rank.ToString(CultureInfo.InvariantCulture),
        standing.Label,
        standing.Score?.ToString("0.####", CultureInfo.InvariantCulture),
        StatusOf(standing),
        standing.Run?.Record.ExitCode?.ToString(CultureInfo.InvariantCulture),
        standing.Duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        standing.Run?.Record.NodeId,
        standing.Error?.Message,
    ];

    private static string StatusOf(RaceStanding standing) => standing.Run?.Record.Status ?? RunStatus.Failed;
}
