namespace Swarm.Engine.Workspaces;

/// <summary>A run of lines that gives way to another.</summary>
/// <param name="Before">The first line that goes, counted from 0; where none goes, the line before which others come.</param>
/// <param name="Removed">How many lines go.</param>
/// <param name="After">The first line that comes, counted from 0 in the new text; where none comes, the line before which some went.</param>
/// <param name="Added">How many lines come.</param>
public readonly record struct LineEdit(int Before, int Removed, int After, int Added);
