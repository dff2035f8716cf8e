using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Swarm.Core.Json;

namespace Swarm.Cli.Parsing;

/// <summary>Pairs of a name and a value.</summary>
internal static class NameValue
{
    /// <summary>Parses variables: <c>NAME=VALUE</c> each, or the name of one that is set here.</summary>
    public static Dictionary<string, string> ParseVariables(ArgumentResult result)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                AddInherited(result, variables, text, "write NAME=VALUE, or set it first");
            }
            else if (at == 0 || !variables.TryAdd(text[..at], text[(at + 1)..]))
            {
                // The value stays unsaid: it may be a secret.
                result.AddError(at == 0 ? "A variable is written NAME=VALUE." : $"The variable '{text[..at]}' is given twice.");
            }
        }

        return variables;
    }

    /// <summary>Parses the names of variables that hold secrets. A secret itself is never an argument: those are there for everyone to read.</summary>
    public static Dictionary<string, string> ParseSecrets(ArgumentResult result)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in result.Tokens.Select(token => token.Value))
        {
            if (text.Contains('=', StringComparison.Ordinal))
            {
                result.AddError("--secret takes the name of a variable that is set here, without a value: others can read the arguments of a program.");
            }
            else
            {
                AddInherited(result, secrets, text, "set it first");
            }
        }

        return secrets;
    }

    private static void AddInherited(ArgumentResult result, Dictionary<string, string> variables, string name, string advice)
    {
        if (Environment.GetEnvironmentVariable(name) is not { } value)
        {
            result.AddError($"The variable '{name}' is not set here: {advice}.");
        }
        else if (!variables.TryAdd(name, value))
        {
            result.AddError($"The variable '{name}' is given twice.");
        }
    }

    /// <summary>Parses parameters of a query: <c>name=text</c>, or <c>name:=value</c> for a number, true, false or null.</summary>
    public static Dictionary<string, object?> ParseParameters(ArgumentResult result)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var token in result.Tokens)
        {
            var at = token.Value.IndexOf('=', StringComparison.Ordinal);
            var isTyped = at > 1 && token.Value[at - 1] == ':';
            var name = at < 1 ? string.Empty : token.Value[..(isTyped ? at - 1 : at)];
            object? value = at < 0 ? null : token.Value[(at + 1)..];
            if (name.Length == 0 || (isTyped && !TryParseValue((string)value!, out value)) || !parameters.TryAdd(name, value))
            {
                result.AddError(
                    $"'{token.Value}' is no parameter: write each once, name=text, or as name:=value for a number, true, false or null.");
            }
        }

        return parameters;
    }

    private static bool TryParseValue(string text, out object? value)
    {
        value = null;
        try
        {
            using var document = InteroperableJson.Parse(Encoding.UTF8.GetBytes(text), mostLevels: 1);
            var element = document.RootElement;
            value = element.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number when element.TryGetInt64(out var integer) => integer,
                JsonValueKind.Number => element.GetDouble(),
                JsonValueKind.String => element.GetString(),
                _ => null,
            };
            return element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
