namespace Swarm.Cli.CommandLine;

/// <summary>A command that waits for nothing but files.</summary>
internal abstract class ImmediateCommand(string name, string description) : SwarmCommand(name, description)
{
    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    protected abstract int Run(Invocation invocation, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken) =>
        Task.FromResult(Run(invocation, cancellationToken));
}
