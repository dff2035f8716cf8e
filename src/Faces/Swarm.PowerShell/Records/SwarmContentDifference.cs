using Swarm.Engine.Workspaces;

namespace Swarm.PowerShell.Records;

/// <summary>How the content of one path of a workspace differs between two nodes.</summary>
public sealed record SwarmContentDifference
{
    /// <summary>The path in the workspace.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Change { get; internal init; } = string.Empty;

    /// <summary>What differs, line by line, as a unified diff; null where it is not text, too large to show, or no line differs.</summary>
    public string? Diff { get; internal init; }

    /// <summary>What else differs, or why no line is shown; null for nothing.</summary>
    public string? Note { get; internal init; }

    internal static SwarmContentDifference From(ContentDifference difference) =>
        new() { Path = difference.Path, Change = difference.Change, Diff = difference.Diff, Note = difference.Note };

    /// <summary>The change and the path.</summary>
    public override string ToString() => $"{Change} {Path}";
}
