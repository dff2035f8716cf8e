using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Swarm.Core.Contracts;

/// <summary>The values that members of contracts may have: as keywords of a schema, and as the check of a document.</summary>
internal static class SchemaValues
{
    private const string IdPattern = "[0-9a-hjkmnp-tv-z]{24}$";
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The schema of a digest.</summary>
    public static JsonObject DigestSchema(bool isNullable) => new()
    {
        ["type"] = isNullable ? new JsonArray("string", "null") : "string",
        ["pattern"] = "^sha256:[0-9a-f]{64}$",
    };

    /// <summary>Adds the keywords of a member, which mean the same in every contract.</summary>
    public static void Restrict(JsonObject schema, string member)
    {
        switch (member)
        {
            case "run_id":
                schema["pattern"] = "^run-" + IdPattern;
                break;
            case "node_id" or "parent_node_id":
                schema["pattern"] = "^node-" + IdPattern;
                break;
            case "label":
                schema["pattern"] = "^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$";
                break;
            case "operation":
                schema["enum"] = new JsonArray(Operations.Launch, Operations.Resume, Operations.Fork, Operations.Import, Operations.Remove);
                break;
            case "status":
                schema["enum"] = new JsonArray([.. RunStatus.All.Select(status => (JsonNode)status)]);
                break;
            case "restore_mode":
                schema["enum"] = new JsonArray(CertificateRestore.Checkpoint, CertificateRestore.ColdStart);
                break;
            case "restore_policy":
                schema["enum"] = new JsonArray(RestorePolicies.FailClosed, RestorePolicies.AllowColdStart);
                break;
            case "route_mode":
                schema["enum"] = new JsonArray([.. RouteModes.All.Select(mode => (JsonNode)mode)]);
                break;
            case "nonce":
                schema["pattern"] = "^[!-~]{1,128}$";
                break;
            case "attempts" or "valid_for_seconds":
                schema["minimum"] = 1;
                break;
            case "ratchet_step" or "size" or "entry_count" or "total_bytes":
                schema["minimum"] = 0;
                break;
            case "sequence" or "format_version" or "log_limit_bytes" or "output_limit_bytes":
                schema["minimum"] = 1;
                break;
            case "timestamp" or "created_at" or "started_at" or "finished_at":
                schema["format"] = "date-time";
                break;
        }
    }

    /// <summary>Finds the first value that the keywords of a schema do not allow. Types and required members are not looked at.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? FindFault(JsonNode? schema, JsonElement value, string path)
    {
        if (schema is not JsonObject keywords)
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when keywords["required"] is JsonArray required
                && required.FirstOrDefault(name => !value.TryGetProperty(name!.GetValue<string>(), out _)) is { } missing =>
                $"its member '{Join(path, missing.GetValue<string>())}' is missing",
            JsonValueKind.Object when keywords["properties"] is JsonObject properties => value.EnumerateObject()
                .Select(member => FindFault(properties[member.Name], member.Value, Join(path, member.Name)))
                .FirstOrDefault(fault => fault is not null),
            JsonValueKind.Array => value.EnumerateArray()
                .Select((item, index) => FindFault(keywords["items"], item, $"{path}[{index}]"))
                .FirstOrDefault(fault => fault is not null),
            JsonValueKind.String => FindFault(keywords, value.GetString()!, value, path),
            JsonValueKind.Number when keywords["minimum"] is { } minimum && value.GetDouble() < minimum.GetValue<int>() =>
                $"its member '{path}' is less than {minimum}",
            _ => null,
        };
    }

    private static string? FindFault(JsonObject keywords, string text, JsonElement value, string path)
    {
        if (keywords["enum"] is JsonArray allowed && !allowed.Any(choice => choice?.GetValue<string>() == text))
        {
            return $"its member '{path}' is none of {string.Join(", ", allowed.Where(choice => choice is not null))}";
        }

        if (keywords["pattern"]?.GetValue<string>() is { } pattern
            && !Regex.IsMatch(text, pattern[..^1] + @"\z", RegexOptions.CultureInvariant, PatternTimeout))
        {
            return $"its member '{path}' is not of the form {pattern}";
        }

        return keywords["format"] is not null && !(value.TryGetDateTimeOffset(out _) && text.Contains('T', StringComparison.Ordinal))
            ? $"its member '{path}' is no time of RFC 3339"
            : null;
    }

    private static string Join(string path, string member) => path.Length == 0 ? member : $"{path}.{member}";
}
