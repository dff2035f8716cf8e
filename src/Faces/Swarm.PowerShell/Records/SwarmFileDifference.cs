using Swarm.Engine.States;

namespace Swarm.PowerShell.Records;

/// <summary>One path of a workspace that differs between two nodes.</summary>
public sealed record SwarmFileDifference
{
    /// <summary>The path in the workspace.</summary>
    public string Path { get; internal init; } = string.Empty;

    /// <summary><c>added</c>, <c>removed</c> or <c>changed</c>.</summary>
    public string Change { get; internal init; } = string.Empty;

    internal static SwarmFileDifference From(FileChange file) => new() { Path = file.Path, Change = file.Change };

    /// <summary>The change and the path.</summary>
    public override string ToString() => $"{Change} {Path}";
}
