using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Swarm.Core.Json;

/// <summary>The JSON Canonicalization Scheme, RFC 8785: one sequence of bytes for each value.</summary>
public static class CanonicalJson
{
    /// <summary>Writes a record canonically.</summary>
    /// <param name="value">The record.</param>
    /// <param name="typeInfo">How its type is written.</param>
    /// <returns>UTF-8 bytes without a byte order mark.</returns>
    public static byte[] Serialize<T>(T value, JsonTypeInfo<T> typeInfo) =>
        Serialize(JsonSerializer.SerializeToElement(value, typeInfo));

    /// <summary>Writes a parsed value canonically.</summary>
    /// <param name="element">The value. Its numbers are read as IEEE 754 doubles (RFC 8785, section 3.2.2.3).</param>
    /// <returns>UTF-8 bytes without a byte order mark.</returns>
    /// <exception cref="JsonException">A number is out of range, or a string holds a lone surrogate.</exception>
    public static byte[] Serialize(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(buffer, element);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, element);
                break;
            case JsonValueKind.Array:
                WriteArray(output, element);
                break;
            case JsonValueKind.String:
                WriteString(output, ReadString(element));
                break;
            case JsonValueKind.Number:
                output.Write(Encoding.ASCII.GetBytes(FormatNumber(element.GetDouble())));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
                output.Write("null"u8);
                break;
            default:
                throw new JsonException("An undefined value has no canonical form.");
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement element)
    {
        // Section 3.2.3: members are sorted by the UTF-16 code units of their names.
        var members = element.EnumerateObject().Select(member => (Name: ReadName(member), member.Value)).ToArray();
        Array.Sort(members, static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        output.Write("{"u8);
        for (var index = 0; index < members.Length; index++)
        {
            if (index > 0)
            {
                output.Write(","u8);
            }

            WriteString(output, members[index].Name);
            output.Write(":"u8);
            Write(output, members[index].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in element.EnumerateArray())
        {
            if (!first)
            {
                output.Write(","u8);
            }

            first = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static string ReadName(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A member's name holds a lone surrogate.", exception);
        }
    }

    private static string ReadString(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string holds a lone surrogate.", exception);
        }
    }

    private static void WriteString(ArrayBufferWriter<byte> output, string text)
    {
        // Section 3.2.2.2: only the two-character escapes and \u00xx for the other control characters.
        var escaped = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append("\\\\"),
                '\b' => escaped.Append("\\b"),
                '\t' => escaped.Append("\\t"),
                '\n' => escaped.Append("\\n"),
                '\f' => escaped.Append("\\f"),
                '\r' => escaped.Append("\\r"),
                < ' ' => escaped.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => escaped.Append(character),
            };
        }

        output.Write(Encoding.UTF8.GetBytes(escaped.Append('"').ToString()));
    }

    /// <summary>Writes a number as ECMAScript does (RFC 8785, section 3.2.2.3).</summary>
    private static string FormatNumber(double value) => double.IsFinite(value)
        ? ShortestNumber.Format(value)
        : throw new JsonException("A number is out of the range of an IEEE 754 double.");
}
