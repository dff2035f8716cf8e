using System.Text.Json;

namespace Swarm.Execution.Steps;

/// <summary>What <c>swarm-supervisor</c> reports; its own <c>Report</c> describes the members.</summary>
/// <param name="Error">The error number where the program could not be started; else null.</param>
/// <param name="ExitCode">The exit code, 128 + n for signal n; null where the program has none.</param>
/// <param name="Killed">How many descendants were killed.</param>
/// <param name="Survivors">The ids of those that could not be.</param>
internal sealed record SupervisorReport(int? Error, int? ExitCode, int Killed, IReadOnlyList<int> Survivors)
{
    private const int SignalBase = 128;

    /// <summary>Reads a report and removes it.</summary>
    /// <param name="path">Its file.</param>
    /// <returns>The report, or null where none was written.</returns>
    public static SupervisorReport? Take(string path)
    {
        if (!File.Exists(path))
            return null;

        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        File.Delete(path);
        var root = document.RootElement;
        if (!root.GetProperty("started").GetBoolean())
            return new SupervisorReport(root.GetProperty("error").GetInt32(), null, 0, []);

        int? exitCode = null;
        if (root.TryGetProperty("exit_code", out var code))
            exitCode = code.GetInt32();
        else if (root.TryGetProperty("signal", out var signal))
            exitCode = SignalBase + signal.GetInt32();

        return new SupervisorReport(
            null,
            exitCode,
            root.GetProperty("killed").GetInt32(),
            [.. root.GetProperty("survivors").EnumerateArray().Select(element => element.GetInt32())]);
    }
}
