using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Swarm.State.Rows;

/// <summary>One row: its columns in order, and a value for each.</summary>
public sealed class StateRow
{
    internal StateRow(IReadOnlyList<string> columns, IReadOnlyList<object?> values)
    {
        Columns = columns;
        Values = values;
    }

    /// <summary>The names of the columns, no two the same but for case. Rows of one result share the list.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The values: each null, a <see cref="long"/>, a <see cref="double"/>, a <see cref="string"/> or an array of bytes.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>The value of one column.</summary>
    /// <param name="column">The column's name, in any case.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public object? this[string column] => TryGetValue(column, out var value)
        ? value
        : throw new KeyNotFoundException($"The row has no column '{column}'.");

    /// <summary>Finds the value of one column.</summary>
    /// <param name="column">The column's name, in any case.</param>
    /// <param name="value">The value; null where there is no such column, and where the value is NULL.</param>
    /// <returns>Whether there is such a column.</returns>
    public bool TryGetValue(string column, [MaybeNullWhen(true)] out object? value)
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (string.Equals(Columns[index], column, StringComparison.OrdinalIgnoreCase))
            {
                value = Values[index];
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>
    /// Writes the row as a JSON object: a real number always has a fraction or an exponent, an infinite one is the
    /// text <c>Infinity</c> or <c>-Infinity</c>, and a blob is <c>{"base64":"…"}</c>.
    /// </summary>
    /// <param name="writer">Where to.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        for (var index = 0; index < Columns.Count; index++)
        {
            writer.WritePropertyName(Columns[index]);
            RowJson.WriteValue(writer, Values[index]);
        }

        writer.WriteEndObject();
    }
}
