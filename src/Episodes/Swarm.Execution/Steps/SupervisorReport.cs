using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Execution.Steps;

/// <summary>What <c>swarm-supervisor</c> reports; its own <c>Report</c> describes the members.</summary>
/// <param name="Error">The error number where the program could not be started; else null.</param>
/// <param name="RestrictionError">The error number where it could not be restricted to its programs; else null.</param>
/// <param name="IsFinal">Whether the supervisor lived to tell the end.</param>
/// <param name="Session">The program's session, where this is not the end; null where it is, or nothing was started.</param>
/// <param name="ExitCode">The exit code, 128 + n for signal n; null where the program has none.</param>
/// <param name="Killed">How many descendants were killed.</param>
/// <param name="Survivors">The ids of those that could not be.</param>
/// <param name="Memory">The bytes of memory for which they were; else null.</param>
/// <param name="Processes">The number of processes and threads for which they were; else null.</param>
internal sealed record SupervisorReport(
    bool IsFinal, int? Error, int? RestrictionError, int? Session, int? ExitCode, int Killed, IReadOnlyList<int> Survivors, long? Memory,
    int? Processes)
{
    private const int SignalBase = 128;
    private const int MostBytes = 1 << 20;

    /// <summary>Reads a report.</summary>
    /// <param name="file">Its file, which was opened before the step could take it away.</param>
    /// <returns>The report, or null where none was written.</returns>
    public static SupervisorReport? Read(SafeFileHandle file)
    {
        var bytes = new byte[MostBytes];
        var length = RandomAccess.Read(file, bytes, 0);
        try
        {
            return length == 0 ? null : Parse(bytes[..length]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // The step can write to it.
            return null;
        }
    }

    /// <summary>Reads a report.</summary>
    /// <param name="bytes">Its JSON.</param>
    public static SupervisorReport Parse(byte[] bytes)
    {
        using var document = JsonDocument.Parse(bytes);
        var root = document.RootElement;
        var exitCode = Number(root, "exit_code") ?? (SignalBase + Number(root, "signal"));
        IEnumerable<JsonElement> survivors = root.TryGetProperty("survivors", out var ids) ? ids.EnumerateArray() : [];
        var error = Number(root, "error");
        var restriction = Number(root, "restriction_error");
        var killed = Number(root, "killed");
        return new SupervisorReport(
            error is not null || restriction is not null || killed is not null,
            error,
            restriction,
            Number(root, "session"),
            exitCode,
            killed ?? 0,
            [.. survivors.Select(element => element.GetInt32())],
            root.TryGetProperty("memory", out var memory) ? memory.GetInt64() : null,
            Number(root, "processes"));
    }

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetInt32() : null;
}
