using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;
using Swarm.Core.Json;
using Swarm.Execution.Scripts;

namespace Swarm.PowerShell.Steps;

/// <summary>
/// Turns a caller's value into JSON for a step: null, truth values, numbers, text, arrays, and hashtables or custom
/// objects of those. Whatever else it is, secrets and live objects first of all, is refused.
/// </summary>
internal static class JsonValues
{
    /// <summary>Converts a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What an error calls it.</param>
    /// <exception cref="SwarmException">It is none of those (<c>SPEC_INVALID</c>).</exception>
    public static JsonNode? From(object? value, string name) => From(value, name, ScriptInput.MostLevels);

    private static JsonNode? From(object? value, string name, int depth)
    {
        if (depth == 0)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"{name} nests more than {ScriptInput.MostLevels} levels, or holds itself: pass less of it.");
        }

        return (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            string text => JsonValue.Create(RequireText(text, name)),
            bool truth => JsonValue.Create(truth),
            sbyte or byte or short or ushort or int or uint => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            long or ulong or decimal => JsonValue.Create(RequireExact(Convert.ToDecimal(value, CultureInfo.InvariantCulture), name)),
            float or double when Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && double.IsFinite(number) => JsonValue.Create(number),
            IDictionary members => FromMembers(members, name, depth),
            PSObject custom => FromProperties(custom, name, depth),
            IList elements => FromElements(elements, name, depth),
            var other => throw Refused(name, other),
        };
    }

    private static JsonArray FromElements(IList elements, string name, int depth) =>
        new([.. elements.Cast<object?>().Select((element, index) => From(element, $"{name}[{index}]", depth - 1))]);

    private static JsonObject FromMembers(IDictionary members, string name, int depth)
    {
        var result = new JsonObject();
        foreach (DictionaryEntry member in members)
        {
            var key = member.Key is PSObject wrapped ? wrapped.BaseObject : member.Key;
            if (key is not string text)
            {
                throw new SwarmException(ErrorCode.SpecInvalid, $"{name} has the key '{key}', which is no text: a step takes JSON values only.");
            }

            result[RequireText(text, name)] = From(member.Value, $"{name}.{text}", depth - 1);
        }

        return result;
    }

    private static JsonObject FromProperties(PSObject custom, string name, int depth)
    {
        var result = new JsonObject();
        foreach (var property in custom.Properties)
        {
            result[RequireText(property.Name, name)] = property is PSNoteProperty
                ? From(property.Value, $"{name}.{property.Name}", depth - 1)
                : throw new SwarmException(ErrorCode.SpecInvalid, $"{name}.{property.Name} is a property that runs code: a step takes JSON values only.");
        }

        return result;
    }

    private static string RequireText(string text, string name) => InteroperableText.IsAllowed(text)
        ? text
        : throw new SwarmException(ErrorCode.SpecInvalid, $"{name} holds half a character (a lone surrogate) or a noncharacter: pass whole Unicode text.");

    // The signed spec holds numbers as RFC 8785 writes them, which is as doubles: another number must not have the same digest.
    private static decimal RequireExact(decimal number, string name) =>
        decimal.TryParse(((double)number).ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var held) && held == number
            ? number
            : throw new SwarmException(
                ErrorCode.SpecInvalid, $"{name} is a number with more digits than a double holds, and a run spec keeps numbers as doubles: pass it as text.");

    // The value itself stays out of the message: it may be the secret that is refused.
    private static SwarmException Refused(string name, object value) => new(
        ErrorCode.SpecInvalid,
        $"{name} is a {value.GetType().Name}, which a step cannot take: pass null, a truth value, a number, text, or an array or hashtable of those. Secrets and live objects are never passed.");
}
