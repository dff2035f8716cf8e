namespace Swarm.Execution.Steps;

/// <summary>Hears what a step writes.</summary>
public interface IStepOutput
{
    /// <summary>
    /// Takes the next line of the log. It is called from background threads, one line after the other, and may take its
    /// time: the step does not wait for it, the lines wait in the log, and <see cref="StepRunner.RunAsync"/> returns after
    /// the last, throwing on what this method throws. Only after a cancellation are the remaining lines left out, and the
    /// line under way is not waited for.
    /// </summary>
    /// <param name="line">The line, without its end; bytes that are not UTF-8 are replaced.</param>
    void WriteLine(string line);
}
