using System.CommandLine;
using Swarm.Cli.Output;
using Swarm.Core.Contracts;
using Swarm.Engine.Nodes;
using Swarm.Engine.Sessions;

namespace Swarm.Cli.CommandLine;

/// <summary>One command line under way: its values, and where its output goes.</summary>
internal sealed class Invocation
{
    private readonly ParseResult _parsed;
    private string? _runId;

    public Invocation(ParseResult parsed, CancellationToken cancellationToken)
    {
        _parsed = parsed;
        Streams = new OutputStreams(
            parsed.GetValue(GlobalOptions.Json),
            parsed.GetValue(GlobalOptions.Quiet),
            parsed.GetValue(GlobalOptions.Verbose),
            !parsed.GetValue(GlobalOptions.NoColour));
        Options = new SessionOptions
        {
            Root = parsed.GetValue(GlobalOptions.Root),
            Profile = parsed.GetValue(GlobalOptions.Profile),
            CurrentFolder = Environment.CurrentDirectory,
            Cancellation = cancellationToken,
            Warning = Streams.Warn,
        };
    }

    /// <summary>Where the output goes.</summary>
    public OutputStreams Streams { get; }

    /// <summary>What the engine works with.</summary>
    public SessionOptions Options { get; }

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an option or argument that is required.</summary>
    public T Require<T>(Option<T> option) => _parsed.GetRequiredValue(option);

    /// <summary>The value of an argument that is required.</summary>
    public T Require<T>(Argument<T> argument) => _parsed.GetRequiredValue(argument);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>The node that a required option names.</summary>
    public NodeReference Node(Option<string> option) => new(Require(option));

    /// <summary>Opens the store.</summary>
    public SwarmSession Open() => SwarmSession.Open(Options);

    /// <summary>Notes the run that was started, so that a failure can name it.</summary>
    public void NoteRun(string runId)
    {
        _runId = runId;
        Streams.Tell($"run {runId}");
    }

    /// <summary>Writes the result.</summary>
    /// <returns>The exit code.</returns>
    public int Write(Report report) => Streams.Write(report);

    /// <summary>Writes what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public int Fail(Exception exception) => Streams.Fail(exception, new Report
    {
        RunId = _runId,
        Status = _runId is null ? null : exception is OperationCanceledException ? RunStatus.Cancelled : RunStatus.Failed,
    });
}
