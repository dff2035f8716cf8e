using System.Management.Automation;

namespace Swarm.PowerShell.Secrets;

/// <summary>What the vaults have, for completion. It never fails.</summary>
internal static class SecretNames
{
    /// <summary>Lists what a command gives whose name begins as a word does.</summary>
    /// <param name="command">The command: Get-SecretInfo or Get-SecretVault.</param>
    /// <param name="word">The beginning.</param>
    /// <param name="detail">The property that says more.</param>
    public static IReadOnlyList<CompletionResult> List(string command, string? word, string detail)
    {
        var begin = (word ?? string.Empty).Trim('\'', '"');
        try
        {
            var found = SecretManagement.Call(command, ("Name", WildcardPattern.Escape(begin) + "*"))
                .Select(item => (Name: $"{item.Properties["Name"]?.Value}", Detail: $"{item.Properties[detail]?.Value}"))
                .ToArray();
            return [.. found.Select(item => Complete(item.Name, item.Detail, found.Count(other => other.Name == item.Name) == 1))];
        }
        catch (Exception)
        {
            // A completion that fails is one that has nothing to offer.
            return [];
        }
    }

    // Where several vaults have the name, only with the vault's does it name one.
    private static CompletionResult Complete(string name, string detail, bool isUnique)
    {
        var text = isUnique ? name : $"{detail}/{name}";
        return new CompletionResult(Quote(text), text, CompletionResultType.ParameterValue, detail.Length > 0 ? detail : name);
    }

    private static string Quote(string name) => name.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.' or '/')
        ? name
        : $"'{System.Management.Automation.Language.CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
