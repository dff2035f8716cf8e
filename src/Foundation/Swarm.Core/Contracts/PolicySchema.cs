using System.Text.Json.Nodes;

namespace Swarm.Core.Contracts;

/// <summary>The bounds of a policy's members as keywords of its schema; <see cref="PolicyChecks"/> says the rest.</summary>
internal static class PolicySchema
{
    /// <summary>Adds the keywords of a member, and takes null from its types: a rule is there or it is not.</summary>
    public static void Restrict(JsonObject schema, string member)
    {
        if (schema["type"] is JsonArray types)
        {
            schema["type"] = types.Select(type => type!.GetValue<string>()).First(type => type != "null");
        }

        switch (member)
        {
            case "name":
                (schema["minLength"], schema["maxLength"]) = (1, PolicyChecks.MostNameCharacters);
                break;
            case "sandbox":
                schema["enum"] = Texts(SandboxModes.All);
                break;
            case "allowed_programs" or "blocked_programs" or "allowed_hosts" or "allowed_ranges":
                RestrictList(schema, new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = PolicyChecks.MostProgramCharacters });
                break;
            case "allowed_environment":
                RestrictList(schema, new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = PolicyChecks.MostVariableCharacters });
                break;
            case "allowed_ports":
                RestrictList(schema, new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = PolicyChecks.MostPort });
                break;
            case "required":
                RestrictList(schema, new JsonObject { ["type"] = "string", ["enum"] = Texts(PolicyRules.All) });
                break;
            case "run_time_seconds":
                (schema["minimum"], schema["maximum"]) = (1, PolicyChecks.MostSeconds);
                break;
            case "retries":
                (schema["minimum"], schema["maximum"]) = (0, PolicyChecks.MostRetries);
                break;
            case "memory_bytes" or "log_bytes" or "output_bytes":
                (schema["minimum"], schema["maximum"]) = (1, PolicyChecks.MostBytes);
                break;
        }
    }

    private static void RestrictList(JsonObject schema, JsonObject item)
    {
        schema["items"] = item;
        schema["maxItems"] = PolicyChecks.MostEntries;
        schema["uniqueItems"] = true;
    }

    private static JsonArray Texts(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
