using System.Collections;
using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Engine.Runs;
using Swarm.Engine.Sessions;
using Swarm.Execution.Steps;

namespace Swarm.Engine.Races;

/// <summary>
/// Runs a program in a copy of the workspace. A last line that is a number is the score; without one, an exit code of 0 scores 1.
/// Any other exit code leaves the run without a score. The program is the user's own and not confined; it finds
/// <c>SWARM_RUN_ID</c>, <c>SWARM_NODE_ID</c> and <c>SWARM_LABEL</c> in its environment.
/// </summary>
public sealed class CommandScore : IRaceScore
{
    private const long MostLogBytes = 64 << 20;

    private readonly SwarmSession _session;
    private readonly string _program;
    private readonly IReadOnlyList<string> _arguments;

    /// <summary>Makes the score.</summary>
    /// <param name="session">The store.</param>
    /// <param name="command">
    /// The program and its arguments. A program with a separator is looked for from the current folder, never in the workspace, where the
    /// step could have put another.
    /// </param>
    /// <exception cref="SwarmException">There is no program (<c>SPEC_INVALID</c>).</exception>
    public CommandScore(SwarmSession session, IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(command);
        if (command.Count == 0 || command[0].Length == 0)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, "The score command is empty: give a program and its arguments.");
        }

        _session = session;
        _program = command[0].AsSpan().IndexOfAny('/', '\\') < 0 ? command[0] : session.Resolve(command[0]);
        _arguments = [.. command.Skip(1)];
    }

    /// <inheritdoc/>
    public bool NeedsWorkspace => true;

    /// <inheritdoc/>
    public async Task<double> ScoreAsync(RunInfo run, string workspace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(workspace);
        var output = new LastLine();
        var options = new StepOptions { LogPath = $"{workspace}.log", LogLimitBytes = MostLogBytes, Output = output };
        var outcome = await StepRunner.RunAsync(new StepCommand(_program, _arguments, workspace, MakeEnvironment(run), _session.Options.PowerShellPath), options, cancellationToken);
        if (outcome.Status is not RunStatus.Succeeded)
        {
            throw new SwarmException(
                ErrorCode.StepFailed,
                string.Create(CultureInfo.InvariantCulture, $"The score command ended '{run.Record.Label}' as {outcome.Status} with exit code {outcome.ExitCode}: {output.Text}"));
        }

        return double.TryParse(output.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var score) ? score : 1;
    }

    private static Dictionary<string, string> MakeEnvironment(RunInfo run)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        environment["SWARM_RUN_ID"] = run.Record.RunId;
        environment["SWARM_NODE_ID"] = run.Record.NodeId ?? string.Empty;
        environment["SWARM_LABEL"] = run.Record.Label;
        return environment;
    }

    private sealed class LastLine : IStepOutput
    {
        public string Text { get; private set; } = string.Empty;

        public void WriteLines(IReadOnlyList<string> lines) => Text = lines.LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim() ?? Text;
    }
}
