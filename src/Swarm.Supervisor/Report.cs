using System.Globalization;
using System.Text;

namespace Swarm.Supervisor;

/// <summary>
/// What becomes of the program, as one JSON object. <c>started</c>; when it is false, <c>error</c> (the error number). While
/// the program runs, <c>session</c> (the id of its session). At the end <c>exit_code</c> or <c>signal</c> (neither where the
/// program could not be ended), <c>killed</c> (how many descendants were), and <c>survivors</c> (the ids of those that could
/// not be).
/// </summary>
internal static class Report
{
    /// <summary>Reports that the program could not be started.</summary>
    /// <param name="path">The report's file.</param>
    /// <param name="error">The error number.</param>
    internal static void WriteNotStarted(string path, int error) =>
        Write(path, new StringBuilder("{\"started\":false,\"error\":").Append(error).Append('}'));

    /// <summary>Reports that the program runs.</summary>
    /// <param name="path">The report's file.</param>
    /// <param name="session">The program's session.</param>
    internal static void WriteStarted(string path, int session) =>
        Write(path, new StringBuilder("{\"started\":true,\"session\":").Append(session).Append('}'));

    /// <summary>Reports the end of the program and its descendants.</summary>
    /// <param name="path">The report's file.</param>
    /// <param name="status">The program's wait status; null where it has not ended.</param>
    /// <param name="killed">How many descendants were killed.</param>
    /// <param name="survivors">What could not be ended.</param>
    internal static void WriteEnded(string path, int? status, int killed, List<ProcessEntry> survivors)
    {
        var text = new StringBuilder("{\"started\":true");
        if (status is { } value)
        {
            var signal = value & 0x7f;
            text.Append(signal == 0 ? ",\"exit_code\":" : ",\"signal\":").Append(signal == 0 ? (value >> 8) & 0xff : signal);
        }

        text.Append(",\"killed\":").Append(killed).Append(",\"survivors\":[");
        for (var index = 0; index < survivors.Count; index++)
            text.Append(index == 0 ? "" : ",").Append(survivors[index].Id.ToString(CultureInfo.InvariantCulture));

        Write(path, text.Append("]}"));
    }

    // Whoever finds the file finds all of it.
    private static void Write(string path, StringBuilder text)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, text.ToString());
        File.Move(temporary, path, overwrite: true);
    }
}
