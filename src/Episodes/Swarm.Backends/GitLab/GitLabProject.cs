using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Swarm.Backends.Remote;
using Swarm.Core.Errors;

namespace Swarm.Backends.GitLab;

/// <summary>A project, by the path of its groups and its own name.</summary>
public sealed partial record GitLabProject
{
    private GitLabProject(string path)
    {
        Path = path;
    }

    /// <summary>The path: <c>group/project</c>, <c>group/subgroup/project</c>.</summary>
    public string Path { get; }

    /// <summary>The path as one part of an address.</summary>
    internal string Encoded => Uri.EscapeDataString(Path);

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">It is not of that form (<c>WORKFLOW_REF_INVALID</c>).</exception>
    public static GitLabProject Parse(string text) => TryParse(text, out var project)
        ? project
        : throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"'{Quoted.Text(text)}' names no project: write it as group/project.");

    /// <summary>Reads a path.</summary>
    /// <param name="text">The text.</param>
    /// <param name="project">The project.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GitLabProject? project)
    {
        project = text is { Length: <= 1024 } && text.Split('/') is { Length: >= 2 and <= 21 } parts && parts.All(static part => PartPattern().IsMatch(part) && part is not ("." or ".."))
            ? new GitLabProject(text)
            : null;
        return project is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    [GeneratedRegex(@"^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PartPattern();
}
