using Swarm.Execution.Steps;

namespace Swarm.Cli.Output;

/// <summary>Shows what a step writes, as it writes it, on standard error.</summary>
internal sealed class StepEcho : IStepOutput
{
    /// <inheritdoc/>
    public void WriteLine(string line) => Console.Error.WriteLine(line);
}
