using Swarm.Core.Contracts;
using Swarm.Core.Errors;

namespace Swarm.Cli.Output;

/// <summary>The one table of exit codes: a failure's category is its number.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The code and message of any exception.</summary>
    public static (ErrorCode Code, string Message) Describe(Exception exception) =>
        SwarmException.From(exception) is var known ? (known.ErrorCode, known.Message) : default;

    /// <summary>The exit code of a failure.</summary>
    public static int Of(ErrorCode code) => (int)code.Category;

    /// <summary>The exit code of a run: of its end, or of its having been handed to a backend or another process.</summary>
    public static int OfRun(string status) => status switch
    {
        RunStatus.Succeeded or RunStatus.Pending or RunStatus.Running => Success,
        _ => Of(RunStatus.ErrorOf(status) ?? ErrorCode.Unexpected),
    };
}
