using System.Globalization;
using System.Text.Json;

namespace Swarm.State.Rows;

/// <summary>SQLite values in JSON.</summary>
internal static class RowJson
{
    internal static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case double real:
                WriteReal(writer, real);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case byte[] blob:
                writer.WriteStartObject();
                writer.WriteBase64String("base64", blob);
                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"SQLite has no values of the type {value.GetType()}.", nameof(value));
        }
    }

    private static void WriteReal(Utf8JsonWriter writer, double real)
    {
        if (!double.IsFinite(real))
        {
            writer.WriteStringValue(real > 0 ? "Infinity" : "-Infinity");
            return;
        }

        var text = real.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().ContainsAny(".E") ? text : text + ".0");
    }
}
