using System.Globalization;
using System.Text;

namespace Swarm.Workflows.Runner.Jobs;

/// <summary>A job's log: each line with its time, and secrets hidden.</summary>
internal sealed class JobLog(TimeProvider clock, IReadOnlyCollection<string> secrets)
{
    private readonly StringBuilder _text = new();

    public void Write(string line)
    {
        foreach (var secret in secrets)
        {
            line = line.Replace(secret, "***", StringComparison.Ordinal);
        }

        lock (_text)
        {
            _text.Append(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffffffZ} {line}\n");
        }
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
