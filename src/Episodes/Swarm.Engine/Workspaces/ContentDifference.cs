namespace Swarm.Engine.Workspaces;

/// <summary>How the content of one path of a workspace differs between two nodes.</summary>
/// <param name="Path">The path in the workspace.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Diff">What differs, line by line, in the unified format; null where it is not text, too large to show, or no line differs.</param>
/// <param name="Note">What else differs, or why no line is shown; null for nothing.</param>
public sealed record ContentDifference(string Path, string Change, string? Diff, string? Note);
