using System.CommandLine;
using Swarm.Backends.Remote;
using Swarm.Cli.CommandLine;
using Swarm.Cli.Parsing;
using Swarm.Engine.Remote;

namespace Swarm.Cli.Commands.Backends;

/// <summary>How long a backend is waited for. Its token comes from the environment alone, since others can read a command line.</summary>
internal sealed class AccessOptions
{
    private readonly Option<TimeSpan?> _deadline = CommonOptions.Duration(
        "--wait-timeout", "How long to wait for a run on a backend, 6h unless given; it goes on there all the same.");

    private readonly Option<TimeSpan?> _grace = CommonOptions.Duration(
        "--grace", "How long a run on a backend may take to end of itself before it is ended by force, 2m unless given.");

    /// <summary>Adds the option for waiting to a command.</summary>
    public void AddWaitTo(Command command) => command.Add(_deadline);

    /// <summary>Adds the option for cancelling to a command.</summary>
    public void AddGraceTo(Command command) => command.Add(_grace);

    /// <summary>What was given.</summary>
    public BackendAccess Read(Invocation invocation)
    {
        var access = new BackendAccess { Changed = run => invocation.Streams.Tell(Describe(run)), Trace = invocation.Streams.Tell };
        return access with { Deadline = invocation.Get(_deadline) ?? access.Deadline, Grace = invocation.Get(_grace) ?? access.Grace };
    }

    private static string Describe(BackendRun run) => $"{run.Conclusion ?? run.ServiceStatus} at {run.WebAddress ?? run.Reference.Host}";
}
