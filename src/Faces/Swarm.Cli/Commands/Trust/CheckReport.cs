using Swarm.Cli.Output;
using Swarm.Verification.Verdicts;

namespace Swarm.Cli.Commands.Trust;

/// <summary>Writes the checks of a verdict.</summary>
internal static class CheckReport
{
    /// <summary>Adds the member <c>checks</c>.</summary>
    public static void Write(JsonOutput json, IReadOnlyList<CheckResult> checks) => json.Array("checks", checks, check => json.Object(() =>
    {
        json.Text("name", check.Name);
        json.Text("status", NameOf(check.Status));
        json.Text("detail", check.Detail);
    }));

    /// <summary>Adds a table.</summary>
    public static void Write(TextOutput text, IReadOnlyList<CheckResult> checks) =>
        text.Table(["CHECK", "STATUS", "DETAIL"], checks.Select(check => new[] { check.Name, NameOf(check.Status), check.Detail }));

    private static string NameOf(CheckStatus status) => status switch
    {
        CheckStatus.Passed => "passed",
        CheckStatus.Failed => "failed",
        _ => "unavailable",
    };
}
