using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitHub;

/// <summary>A repository, by its owner and name.</summary>
public sealed partial record GitHubRepository
{
    private GitHubRepository(string owner, string name)
    {
        Owner = owner;
        Name = name;
    }

    /// <summary>The user or organisation.</summary>
    public string Owner { get; }

    /// <summary>The repository's name.</summary>
    public string Name { get; }

    /// <summary>Reads <c>owner/name</c>.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">It is not of that form (<c>WORKFLOW_REF_INVALID</c>).</exception>
    public static GitHubRepository Parse(string text) => TryParse(text, out var repository)
        ? repository
        : throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"'{Quoted.Text(text)}' names no repository: write it as owner/name.");

    /// <summary>Reads <c>owner/name</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="repository">The repository.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GitHubRepository? repository)
    {
        repository = null;
        if (text is null || text.Split('/') is not [var owner, var name] || !OwnerPattern().IsMatch(owner) || !NamePattern().IsMatch(name) || name is "." or "..")
        {
            return false;
        }

        repository = new GitHubRepository(owner, name);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Owner}/{Name}";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OwnerPattern();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
