using Swarm.Execution.Confinement;
using Swarm.Execution.Folders;
using Swarm.Execution.Networks;
using Swarm.Execution.Policies;
using Swarm.Execution.Scripts;
using Swarm.Execution.Steps;

namespace Swarm.Execution.Episodes;

/// <summary>Makes of a request what the step's process is started with.</summary>
internal sealed class StepPreparation(EpisodeHost host, EpisodeRequest request, string runId, RunFolder folder, StepProtection protection)
{
    private readonly StepPlaces _places = protection.IsConfined ? StepPlaces.Constant(folder) : StepPlaces.InRunFolder(folder);

    /// <summary>What runs the step, before anything is restored: a script's files do not exist yet, and what runs it does.</summary>
    public StepCommand MakeEarlyCommand()
    {
        var command = request.Step.Script is null ? [request.Step.Command[0]] : PowerShellProgram.CommandOf(request.Step.PowerShellPath!);
        return MakeCommand(command[0], [.. command.Skip(1)], BuildEnvironment());
    }

    /// <summary>The step's command line.</summary>
    /// <param name="network">The variables that name its proxy.</param>
    public StepCommand MakeCommand(IReadOnlyDictionary<string, string> network)
    {
        var environment = BuildEnvironment();
        foreach (var (name, value) in network)
        {
            environment[name] = value;
        }

        var step = request.Step;
        if (step.Script is null)
        {
            return MakeCommand(step.Command[0], [.. step.Command.Skip(1)], environment);
        }

        var prepared = ScriptStep.Prepare(
            folder.Script, _places.Script, step.Script, step.ScriptInput ?? new ScriptInput([], []), step.PowerShellPath!);
        return MakeCommand(prepared.Program, prepared.Arguments, environment);
    }

    /// <summary>Within what it runs.</summary>
    public StepOptions MakeOptions() => new()
    {
        LogPath = folder.Log,
        LogLimitBytes = request.LogLimitBytes,
        Timeout = request.Timeout,
        Secrets = [.. request.Secrets.Values],
        MemoryLimitBytes = request.Policy?.Document.Limits?.MemoryBytes,
        Output = request.Output,
        TimeProvider = host.Time,
        LimitCheck = new StepLimitCheck(TimeSpan.FromSeconds(1), new FolderSize(folder.Workspace, request.OutputLimitBytes).IsExceeded),
    };

    /// <summary>What a confined step can reach beside its own folders: what the policy lets it read. Its log is not among them.</summary>
    /// <param name="network">Who serves its connections.</param>
    public StepConfinement MakeConfinement(StepNetwork network) => new()
    {
        ReadablePaths = request.Policy?.Document.ReadablePaths ?? [],
        NetworkReady = network.HasWayOut ? network.Serve : null,
        ProcessLimit = (int?)request.Policy?.Document.Limits?.Processes,
    };

    private StepCommand MakeCommand(string program, IReadOnlyList<string> arguments, Dictionary<string, string> environment) =>
        new(program, arguments, _places.Workspace, environment, request.Step.PowerShellPath) { Folders = _places.Folders };

    private Dictionary<string, string> BuildEnvironment() => StepEnvironment.Build(
        request,
        runId,
        _places,
        isRunner: host.Runner is not null,
        isClean: protection.IsConfined || request.CleanEnvironment || request.Policy?.Document.AllowedEnvironment is not null);
}
