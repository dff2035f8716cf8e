using System.Text;

namespace Swarm.Supervisor.Confinement;

/// <summary>
/// What Swarm hears before it lets the program start, as one JSON object: <c>sandbox_error</c> (what is not as it must be), or
/// <c>namespaces</c> (the names of the program's by kind) and <c>process_bound</c> (<c>rlimit</c>, <c>pid_max</c>, both with a plus sign between
/// them, or <c>none</c>).
/// </summary>
internal static class Observation
{
    private static readonly string[] Kinds = ["user", "mnt", "pid", "ipc", "uts", "net", "cgroup"];

    /// <summary>Writes what failed.</summary>
    /// <param name="message">What is not as it must be.</param>
    internal static string WriteError(string message)
    {
        var text = new StringBuilder("{\"sandbox_error\":\"");
        foreach (var character in message)
        {
            if (character is '"' or '\\')
                text.Append('\\');

            text.Append(character < ' ' ? ' ' : character);
        }

        return text.Append("\"}").ToString();
    }

    /// <summary>Writes what is.</summary>
    /// <param name="processBound">What bounds the number of processes.</param>
    internal static string Write(string processBound)
    {
        var text = new StringBuilder("{\"namespaces\":{");
        foreach (var kind in Kinds)
        {
            if (new FileInfo("/proc/thread-self/ns/" + kind).LinkTarget is { } name)
                text.Append(text[^1] == '{' ? "\"" : ",\"").Append(kind).Append("\":\"").Append(name).Append('"');
        }

        return text.Append("},\"process_bound\":\"").Append(processBound).Append("\"}").ToString();
    }
}
