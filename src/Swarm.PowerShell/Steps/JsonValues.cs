using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json.Nodes;
using Swarm.Core.Errors;

namespace Swarm.PowerShell.Steps;

/// <summary>
/// Turns a caller's value into JSON for a step: null, truth values, numbers, text, arrays, and hashtables or custom
/// objects of those. Whatever else it is, secrets and live objects first of all, is refused.
/// </summary>
internal static class JsonValues
{
    private const int MaximumDepth = 64;

    /// <summary>Converts a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="name">What an error calls it.</param>
    /// <exception cref="SwarmException">It is none of those (<c>SPEC_INVALID</c>).</exception>
    public static JsonNode? From(object? value, string name) => From(value, name, MaximumDepth);

    private static JsonNode? From(object? value, string name, int depth)
    {
        if (depth == 0)
        {
            throw new SwarmException(ErrorCode.SpecInvalid, $"{name} nests more than {MaximumDepth} levels, or holds itself: pass less of it.");
        }

        return (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool truth => JsonValue.Create(truth),
            sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            ulong number => JsonValue.Create(number),
            decimal number => JsonValue.Create(number),
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

            result[text] = From(member.Value, $"{name}.{text}", depth - 1);
        }

        return result;
    }

    private static JsonObject FromProperties(PSObject custom, string name, int depth)
    {
        var result = new JsonObject();
        foreach (var property in custom.Properties)
        {
            result[property.Name] = property is PSNoteProperty
                ? From(property.Value, $"{name}.{property.Name}", depth - 1)
                : throw new SwarmException(ErrorCode.SpecInvalid, $"{name}.{property.Name} is a property that runs code: a step takes JSON values only.");
        }

        return result;
    }

    // The value itself stays out of the message: it may be the secret that is refused.
    private static SwarmException Refused(string name, object value) => new(
        ErrorCode.SpecInvalid,
        $"{name} is a {value.GetType().Name}, which a step cannot take: pass null, a truth value, a number, text, or an array or hashtable of those. Secrets and live objects are never passed.");
}
