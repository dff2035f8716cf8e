using System.Text;
using Swarm.Execution.Steps;

namespace Swarm.Cli.Output;

/// <summary>Shows what a step writes, as it writes it, on standard error.</summary>
/// <param name="prefix">What goes before each line.</param>
internal sealed class StepEcho(string prefix = "") : IStepOutput
{
    /// <inheritdoc/>
    public void WriteLines(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(prefix).AppendLine(line);
        }

        // Standard error has no buffer: one write, however many lines.
        Console.Error.Write(text);
    }
}
