using System.CommandLine;

namespace Swarm.Cli.CommandLine;

/// <summary>A command that does something: it parses, calls the engine once, and writes what that gave.</summary>
internal abstract class SwarmCommand : Command
{
    protected SwarmCommand(string name, string description)
        : base(name, description) => SetAction(InvokeAsync);

    /// <summary>Command lines to show in its help.</summary>
    public IReadOnlyList<string> Examples { get; protected init; } = [];

    /// <summary>Whether a program to run follows it after '--'.</summary>
    public bool TakesStep { get; protected init; }

    /// <summary>Options that may be given by position although a command line can do without them, after those that it needs.</summary>
    public IReadOnlyList<Option> AlsoByPosition { get; protected init; } = [];

    /// <summary>Does it.</summary>
    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(Invocation invocation, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var invocation = new Invocation(parsed, cancellationToken);
        try
        {
            return await RunAsync(invocation, cancellationToken);
        }
        catch (Exception exception)
        {
            return invocation.Fail(exception);
        }
    }
}
