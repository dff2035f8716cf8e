namespace Swarm.Execution.Steps;

/// <summary>Hears what a step writes.</summary>
public interface IStepOutput
{
    /// <summary>
    /// Takes the next lines of the log, as many as have come. It is called from background threads, one call after the other, and
    /// may take its time: the step does not wait for it, the lines wait in the log, and <see cref="StepRunner.RunAsync"/> returns
    /// after the last, throwing on what this method throws. Where the step was ended, at its deadline or for a limit, what it
    /// still had to say is left out after a moment; after a cancellation at once. The call under way is then not waited for.
    /// </summary>
    /// <param name="lines">
    /// Lines without their ends; bytes that are not UTF-8 are replaced, and what would command a terminal is left out
    /// (<see cref="Core.Text.TerminalLine"/>).
    /// </param>
    void WriteLines(IReadOnlyList<string> lines);
}
