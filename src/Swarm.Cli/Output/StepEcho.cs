using Swarm.Execution.Steps;

namespace Swarm.Cli.Output;

/// <summary>Shows what a step writes, as it writes it, on standard error.</summary>
/// <param name="prefix">What goes before each line.</param>
internal sealed class StepEcho(string prefix = "") : IStepOutput
{
    /// <inheritdoc/>
    public void WriteLine(string line) => Console.Error.WriteLine(prefix + line);
}
