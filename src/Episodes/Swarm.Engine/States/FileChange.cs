namespace Swarm.Engine.States;

/// <summary>One path of a workspace that differs between two nodes.</summary>
/// <param name="Path">The path in the workspace.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
public sealed record FileChange(string Path, string Change);
