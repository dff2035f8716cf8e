using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Swarm.Cli.Output;

/// <summary>Writes lines, names with values, and tables of aligned columns.</summary>
internal sealed class TextOutput(StreamWriter writer, bool useColour) : IDisposable
{
    // What is measured for the widths of columns; later rows stream.
    private const int MeasuredRows = 200;
    private const int WidestColumn = 100;
    private const string Gap = "  ";

    /// <summary>Writes a line.</summary>
    public void Line(string text = "") => writer.WriteLine(text);

    /// <summary>Writes a line and lets it go at once.</summary>
    public void LineNow(string text)
    {
        writer.WriteLine(text);
        writer.Flush();
    }

    /// <summary>Writes names with their values, those that are null left out.</summary>
    public void Fields(params IReadOnlyList<(string Name, string? Value)> fields)
    {
        var shown = fields.Where(field => field.Value is not null).ToArray();
        var width = shown.Select(field => field.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in shown)
        {
            Line(name.PadRight(width) + Gap + Paint(Escape(value!)));
        }
    }

    /// <summary>Writes a table.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var all = rows.GetEnumerator();
        var measured = new List<string[]>();
        while (measured.Count < MeasuredRows && all.MoveNext())
        {
            measured.Add(Cells(all.Current));
        }

        var widths = headers.Select((header, column) =>
            Math.Min(WidestColumn, measured.Select(row => row[column].Length).Append(header.Length).Max())).ToArray();
        Row([.. headers], widths);
        measured.ForEach(row => Row(row, widths));
        while (all.MoveNext())
        {
            Row(Cells(all.Current), widths);
        }
    }

    /// <summary>Writes a JSON document, indented.</summary>
    public void Document(JsonNode document)
    {
        writer.Flush();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(writer.BaseStream, options))
        {
            document.WriteTo(json);
        }

        Line();
    }

    /// <summary>Shows control characters, which could command a terminal, as what they are.</summary>
    public static string Escape(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var output = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = char.IsControl(character)
                ? output.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}")
                : output.Append(character);
        }

        return output.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private static string[] Cells(IReadOnlyList<string?> row) => [.. row.Select(cell => Escape(cell ?? "-"))];

    private void Row(string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, column) => Paint(cell) + new string(' ', Math.Max(0, widths[column] - cell.Length)));
        Line(string.Join(Gap, padded).TrimEnd());
    }

    // The words of a status and of a verdict are the only ones with a colour.
    private string Paint(string text) => !useColour ? text : text switch
    {
        "succeeded" or "passed" or "valid" or "ok" => $"\e[32m{text}\e[0m",
        "failed" or "invalid" or "step_failed" or "step_timed_out" or "step_limit_exceeded" or "abandoned" => $"\e[31m{text}\e[0m",
        "running" or "cancelled" or "removed" or "unavailable" or "warning" => $"\e[33m{text}\e[0m",
        _ => text,
    };
}
