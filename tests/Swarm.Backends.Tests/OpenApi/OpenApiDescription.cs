using System.Text.Json.Nodes;

namespace Swarm.Backends.Tests.OpenApi;

/// <summary>A published description of an API (OpenAPI 3.0), and what of a request or an answer does not fit it.</summary>
public sealed class OpenApiDescription
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch", "head"];

    private readonly JsonNode _root;
    private readonly List<(string[] Template, JsonObject Operations)> _paths;
    private readonly SchemaCheck _schemas;

    private OpenApiDescription(JsonNode root)
    {
        _root = root;
        _schemas = new SchemaCheck(root);
        _paths = [.. root["paths"]!.AsObject().Select(path => (path.Key.Split('/'), path.Value!.AsObject()))];
    }

    public static OpenApiDescription Load(string path)
    {
        using var stream = File.OpenRead(path);
        var root = JsonNode.Parse(stream)!;
        ReadWhole(root);
        return new OpenApiDescription(root);
    }

    // Nodes are made when they are first looked at, and tests look side by side.
    private static void ReadWhole(JsonNode? node)
    {
        foreach (var child in node switch
        {
            JsonObject members => members.Select(static member => member.Value),
            JsonArray items => items,
            _ => [],
        })
        {
            ReadWhole(child);
        }
    }

    public IReadOnlyList<string> CheckRequest(string method, string path, IReadOnlyDictionary<string, string> query, JsonNode? body)
    {
        if (Find(method, path) is not { } operation)
        {
            return ["the description has no such call"];
        }

        var wrong = new List<string>();
        var declared = (operation["parameters"] as JsonArray ?? []).Select(parameter => _schemas.Resolve(parameter!)).ToArray();
        var known = declared.Where(parameter => (string?)parameter["in"] == "query").ToDictionary(parameter => (string)parameter["name"]!);
        foreach (var (name, value) in query)
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                wrong.Add($"the query parameter '{name}' is not described");
            }
            else
            {
                CheckText(value, _schemas.Resolve(parameter["schema"]!), $"query '{name}'", wrong);
            }
        }

        wrong.AddRange(known.Values
            .Where(parameter => (bool?)parameter["required"] == true && !query.ContainsKey((string)parameter["name"]!))
            .Select(parameter => $"the query parameter '{parameter["name"]}' is missing"));
        CheckBody(operation, body, wrong);
        return wrong;
    }

    /// <summary>Checks that an answer has no member that the description lacks, and each of its type.</summary>
    public IReadOnlyList<string> CheckAnswer(string method, string path, int status, JsonNode? body)
    {
        if (Find(method, path)?["responses"]?[$"{status}"] is not { } response)
        {
            return [$"the description has no answer {status}"];
        }

        var wrong = new List<string>();
        if (_schemas.Resolve(response)["content"]?["application/json"]?["schema"] is { } schema)
        {
            _schemas.Check(body, schema, "$", SchemaStrictness.KnownMembersOnly, wrong);
        }

        return wrong;
    }

    private void CheckBody(JsonObject operation, JsonNode? body, List<string> wrong)
    {
        var described = operation["requestBody"];
        if (described is null)
        {
            if (body is not null)
            {
                wrong.Add("a body was sent where none is described");
            }

            return;
        }

        var request = _schemas.Resolve(described);
        if (body is null)
        {
            if ((bool?)request["required"] == true)
            {
                wrong.Add("the body is missing");
            }

            return;
        }

        _schemas.Check(body, request["content"]!["application/json"]!["schema"]!, "$", SchemaStrictness.Full, wrong);
    }

    private static void CheckText(string value, JsonObject schema, string where, List<string> wrong)
    {
        if ((string?)schema["type"] == "integer" && !long.TryParse(value, out _))
        {
            wrong.Add($"{where} is '{value}' and no integer");
        }

        if (schema["enum"] is JsonArray allowed && !allowed.Any(item => (string?)item == value))
        {
            wrong.Add($"{where} is '{value}', which is not among those allowed");
        }
    }

    // Of two templates that fit, the one with more fixed parts counts; a last part may be several where it is said to be.
    private JsonObject? Find(string method, string path)
    {
        var segments = path.Split('/');
        var best = _paths
            .Where(entry => entry.Operations.ContainsKey(method.ToLowerInvariant()) && Fits(entry.Template, segments, IsMultiple(entry.Operations)))
            .OrderByDescending(entry => entry.Template.Count(part => !part.StartsWith('{')))
            .ThenByDescending(entry => entry.Template.Length)
            .FirstOrDefault();
        return best.Operations?[method.ToLowerInvariant()]!.AsObject();
    }

    private static bool Fits(string[] template, string[] segments, bool isMultiple)
    {
        if (template.Length != segments.Length && !(isMultiple && segments.Length > template.Length && template[^1].StartsWith('{')))
        {
            return false;
        }

        return !template.Where((part, index) => part.StartsWith('{') ? segments[index].Length == 0 : part != segments[index]).Any();
    }

    private bool IsMultiple(JsonObject operations) => operations
        .Where(operation => Methods.Contains(operation.Key))
        .SelectMany(operation => operation.Value!["parameters"] as JsonArray ?? [])
        .Any(parameter => (bool?)_schemas.Resolve(parameter!)["x-multi-segment"] == true);

    public override string ToString() => $"{_root["info"]?["title"]} {_root["info"]?["version"]}";
}
