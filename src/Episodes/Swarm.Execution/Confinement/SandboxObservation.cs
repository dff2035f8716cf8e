using System.Text.Json;

namespace Swarm.Execution.Confinement;

/// <summary>What the supervisor found from inside; its own <c>Observation</c> describes the members.</summary>
/// <param name="Error">What is not as it must be; null where all is.</param>
/// <param name="Namespaces">The namespaces of the thread that starts the step, by kind.</param>
/// <param name="ProcessBound">What bounds the number of processes.</param>
internal sealed record SandboxObservation(string? Error, IReadOnlyDictionary<string, string> Namespaces, string ProcessBound)
{
    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    public static SandboxObservation Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        var namespaces = root.TryGetProperty("namespaces", out var names)
            ? names.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!, StringComparer.Ordinal)
            : [];
        return new SandboxObservation(
            root.TryGetProperty("sandbox_error", out var error) ? error.GetString() : null,
            namespaces,
            root.TryGetProperty("process_bound", out var bound) ? bound.GetString()! : "none");
    }
}
