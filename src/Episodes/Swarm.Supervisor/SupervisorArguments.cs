using System.Globalization;

namespace Swarm.Supervisor;

/// <summary>The parsed command line.</summary>
/// <param name="Report">The file that receives the report; empty where the program is confined, since Swarm then hears it over a socket.</param>
/// <param name="IsConfined">Whether a plan of confinement comes before the environment.</param>
/// <param name="Grace">How long the program may take to end after SIGTERM, in milliseconds.</param>
/// <param name="Programs">The only files that the program and its descendants may execute (Linux); empty for any.</param>
/// <param name="MemoryLimit">The most bytes of memory that they may hold together (Linux); 0 for any number.</param>
/// <param name="Command">The program's path and its arguments.</param>
/// <param name="Session">The session to end; 0 to run a program.</param>
/// <param name="Mark">A variable, <c>NAME=VALUE</c>, whose bearers are ended with the session (Linux); null for none.</param>
internal sealed record SupervisorArguments(
    string Report, bool IsConfined, int Grace, IReadOnlyList<string> Programs, long MemoryLimit, string[] Command, int Session, string? Mark = null)
{
    private const int DefaultGrace = 2000;

    /// <summary>Parses the command line.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>What they say, or null where they are malformed.</returns>
    internal static SupervisorArguments? Parse(string[] args)
    {
        var report = "";
        var grace = DefaultGrace;
        var programs = new List<string>();
        var memory = 0L;
        var isConfined = false;
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            if (args[index] is "--confined")
            {
                isConfined = true;
                index--;
                continue;
            }

            var value = args[index + 1];
            switch (args[index])
            {
                case "--report":
                    report = value;
                    break;
                case "--grace" when TryParse(value, out grace):
                    break;
                case "--allow-program":
                    programs.Add(value);
                    break;
                case "--memory-limit" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out memory):
                    break;
                case "--end-session" when TryParse(value, out var session) && session > 1:
                    return args.Length == 2 ? new SupervisorArguments("", false, 0, [], 0, [], session)
                        : args is [_, _, "--marked", var mark] && mark.IndexOf('=', StringComparison.Ordinal) > 0
                            ? new SupervisorArguments("", false, 0, [], 0, [], session, mark)
                            : null;
                case "--" when report.Length > 0 != isConfined:
                    return new SupervisorArguments(report, isConfined, grace, programs, memory, args[(index + 1)..], 0);
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
