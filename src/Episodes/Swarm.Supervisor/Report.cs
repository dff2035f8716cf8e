using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Swarm.Supervisor.Confinement;

namespace Swarm.Supervisor;

/// <summary>
/// What becomes of the program, as one JSON object. At first it is empty; while the program runs it has <c>session</c> (the
/// id of the program's session). At the end it has <c>error</c> (an error number) where the program could not be started, or
/// <c>restriction_error</c> where it could not be restricted to the programs that it may start, else <c>memory</c> (bytes)
/// where it held more than it may, <c>processes</c> where they were more than they may be, and <c>exit_code</c> or
/// <c>signal</c> (neither where the program could not be ended), <c>killed</c> (how many descendants were) and
/// <c>survivors</c> (the ids of those that could not be).
/// </summary>
internal sealed class Report : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly HostChannel? _channel;

    /// <summary>Opens the file, before there is a program that could take it or its folder away.</summary>
    /// <param name="path">Its path.</param>
    internal Report(string path)
    {
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Replace("{}");
    }

    /// <summary>Sends what there is to report.</summary>
    /// <param name="channel">The connection over which it goes, each object a line.</param>
    internal Report(HostChannel channel) => _channel = channel;

    /// <summary>Reports that the program runs.</summary>
    /// <param name="session">The program's session.</param>
    internal void WriteStarted(int session)
    {
        Replace("{\"session\":" + session.ToString(CultureInfo.InvariantCulture) + "}");
    }

    /// <summary>Reports that the program could not be started.</summary>
    /// <param name="error">The error number.</param>
    internal void WriteNotStarted(int error) => Replace("{\"error\":" + error.ToString(CultureInfo.InvariantCulture) + "}");

    /// <summary>Reports that the program could not be restricted, and was not started.</summary>
    /// <param name="error">The error number.</param>
    internal void WriteNotRestricted(int error) => Replace("{\"restriction_error\":" + error.ToString(CultureInfo.InvariantCulture) + "}");

    /// <summary>Reports the end of the program and its descendants.</summary>
    /// <param name="status">The program's wait status; null where it has not ended.</param>
    /// <param name="killed">How many descendants were killed.</param>
    /// <param name="survivors">What could not be ended.</param>
    /// <param name="memory">The bytes of memory for which they were ended; null where that was not why.</param>
    /// <param name="processes">The number of processes and threads for which they were; null where that was not why.</param>
    internal void WriteEnded(int? status, int killed, List<ProcessEntry> survivors, long? memory, int? processes)
    {
        var text = new StringBuilder("{");
        if (processes is { } count)
            text.Append("\"processes\":").Append(count).Append(',');

        if (memory is { } bytes)
            text.Append("\"memory\":").Append(bytes).Append(',');

        if (status is { } value)
        {
            var signal = value & 0x7f;
            text.Append(signal == 0 ? "\"exit_code\":" : "\"signal\":").Append(signal == 0 ? (value >> 8) & 0xff : signal).Append(',');
        }

        text.Append("\"killed\":").Append(killed).Append(",\"survivors\":[");
        for (var index = 0; index < survivors.Count; index++)
            text.Append(index == 0 ? "" : ",").Append(survivors[index].Id);

        Replace(text.Append("]}").ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    // One write, which no signal cuts, and never shorter than the one before.
    private void Replace(string text)
    {
        if (_channel is not null)
            _channel.Send(text);
        else
            RandomAccess.Write(_file!, Encoding.ASCII.GetBytes(text.PadRight((int)RandomAccess.GetLength(_file!))), 0);
    }
}
