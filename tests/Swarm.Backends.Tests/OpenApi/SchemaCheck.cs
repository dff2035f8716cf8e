using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Swarm.Backends.Tests.OpenApi;

/// <summary>The part of JSON Schema that descriptions of OpenAPI 3.0 use: types, members, items, limits, patterns, choices, references.</summary>
public sealed class SchemaCheck(JsonNode root)
{
    private static readonly TimeSpan PatternPatience = TimeSpan.FromSeconds(1);

    /// <summary>Follows a reference.</summary>
    public JsonObject Resolve(JsonNode node)
    {
        while (node["$ref"] is { } reference)
        {
            node = ((string)reference!)[2..].Split('/').Aggregate(root, (at, name) => at[name] ?? throw new InvalidOperationException($"{reference} is not in the description."));
        }

        return node.AsObject();
    }

    public void Check(JsonNode? value, JsonNode schemaNode, string where, SchemaStrictness strictness, List<string> wrong)
    {
        var schema = Resolve(schemaNode);
        if (value is null)
        {
            if ((bool?)schema["nullable"] != true && schema.ContainsKey("type"))
            {
                wrong.Add($"{where} is null");
            }

            return;
        }

        CheckChoices(value, schema, where, strictness, wrong);
        foreach (var part in schema["allOf"] as JsonArray ?? [])
        {
            Check(value, part!, where, strictness, wrong);
        }

        CheckType(value, schema, where, strictness, wrong);
        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => JsonNode.DeepEquals(item, value)))
        {
            wrong.Add($"{where} is {value.ToJsonString()}, which is not among those allowed");
        }
    }

    private void CheckChoices(JsonNode value, JsonObject schema, string where, SchemaStrictness strictness, List<string> wrong)
    {
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices && !choices.Any(choice => Fits(value, choice!, strictness)))
        {
            wrong.Add($"{where} is none of the {choices.Count} forms that it may have");
        }
    }

    private bool Fits(JsonNode value, JsonNode schema, SchemaStrictness strictness)
    {
        var wrong = new List<string>();
        Check(value, schema, "$", strictness, wrong);
        return wrong.Count == 0;
    }

    private void CheckType(JsonNode value, JsonObject schema, string where, SchemaStrictness strictness, List<string> wrong)
    {
        var kind = value.GetValueKind();
        var fits = (string?)schema["type"] switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "integer" => kind == JsonValueKind.Number && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            "number" => kind == JsonValueKind.Number,
            _ => true,
        };
        if (!fits)
        {
            wrong.Add($"{where} is {kind} and not {schema["type"]}");
            return;
        }

        switch (value)
        {
            case JsonObject members:
                CheckMembers(members, schema, where, strictness, wrong);
                break;
            case JsonArray items when schema["items"] is { } itemSchema:
                for (var index = 0; index < items.Count; index++)
                {
                    Check(items[index], itemSchema, $"{where}[{index}]", strictness, wrong);
                }

                break;
            default:
                CheckValue(value, schema, where, wrong);
                break;
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string where, SchemaStrictness strictness, List<string> wrong)
    {
        var described = schema["properties"] as JsonObject;
        foreach (var (name, member) in members)
        {
            if (described?[name] is { } memberSchema)
            {
                Check(member, memberSchema, $"{where}.{name}", strictness, wrong);
            }
            else if (schema["additionalProperties"] is JsonObject others)
            {
                Check(member, others, $"{where}.{name}", strictness, wrong);
            }
            else if (described is not null && (schema["additionalProperties"] is not JsonValue allows || !(bool)allows))
            {
                wrong.Add($"{where}.{name} is not described");
            }
        }

        if (schema["maxProperties"] is { } most && members.Count > (int)most)
        {
            wrong.Add($"{where} has {members.Count} members and may have {most}");
        }

        if (strictness == SchemaStrictness.Full)
        {
            wrong.AddRange((schema["required"] as JsonArray ?? [])
                .Where(name => !members.ContainsKey((string)name!))
                .Select(name => $"{where}.{name} is missing"));
        }
    }

    private static void CheckValue(JsonNode value, JsonObject schema, string where, List<string> wrong)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return;
        }

        var text = (string)value!;
        if (schema["maxLength"] is { } most && text.Length > (int)most)
        {
            wrong.Add($"{where} is longer than {most}");
        }

        if (schema["minLength"] is { } least && text.Length < (int)least)
        {
            wrong.Add($"{where} is shorter than {least}");
        }

        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, (string)pattern!, RegexOptions.ECMAScript, PatternPatience))
        {
            wrong.Add($"{where} is not of the pattern {pattern}");
        }
    }
}
