using Swarm.Execution.Steps;
using Swarm.PowerShell.Pipelines;

namespace Swarm.PowerShell.Runs;

/// <summary>Hands the lines of a step's log to the pipeline's thread.</summary>
/// <param name="pool">Where the run goes.</param>
/// <param name="prefix">What goes before each line.</param>
/// <param name="write">Writes a line, on the pipeline's thread.</param>
internal sealed class StepLines(WorkPool pool, string prefix, Action<string> write) : IStepOutput
{
    /// <inheritdoc/>
    public void WriteLines(IReadOnlyList<string> lines) => pool.Send(() =>
    {
        foreach (var line in lines)
        {
            write(prefix + line);
        }
    });
}
