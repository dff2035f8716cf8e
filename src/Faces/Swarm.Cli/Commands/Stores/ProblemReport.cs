using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Storage.Maintenance;

namespace Swarm.Cli.Commands.Stores;

/// <summary>Writes what is wrong with a store.</summary>
internal static class ProblemReport
{
    /// <summary>The report of problems, or of none.</summary>
    public static Report Of(IReadOnlyList<StoreProblem> problems) => problems.Count == 0 ? new Report { Quiet = [] } : new Report
    {
        Errors = [ErrorEntry.From(ErrorCode.StoreDamaged, Describe(problems))],
        ExitCode = ExitCodes.Of(ErrorCode.StoreDamaged),
        Quiet = [],
    };

    /// <summary>Writes them as an array.</summary>
    public static void WriteItems(JsonOutput json, IReadOnlyList<StoreProblem> problems) =>
        json.Array("problems", problems, problem => json.Object(() =>
    {
        json.Text("kind", NameOf(problem.Kind));
        json.Text("subject", problem.Subject);
        json.Text("detail", problem.Detail);
    }));

    /// <summary>Writes them as a table.</summary>
    public static void WriteTable(TextOutput text, IReadOnlyList<StoreProblem> problems)
    {
        if (problems.Count > 0)
        {
            text.Line();
            text.Table(
                ["PROBLEM", "SUBJECT", "DETAIL"],
                problems.Select(problem => new[] { NameOf(problem.Kind), problem.Subject, problem.Detail }));
        }
    }

    private static string Describe(IReadOnlyList<StoreProblem> problems) =>
        $"{problems.Count} {(problems.Count == 1 ? "thing is" : "things are")} wrong with the store, first {problems[0].Subject}: "
        + $"{problems[0].Detail} Mend it with 'swarm store repair'.";

    private static string NameOf(StoreProblemKind kind) =>
        kind == StoreProblemKind.HeadLog ? "head_log" : kind.ToString().ToLowerInvariant();
}
