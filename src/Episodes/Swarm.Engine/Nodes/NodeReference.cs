namespace Swarm.Engine.Nodes;

/// <summary>
/// What a user names a node by: <c>node-…</c> (or an unambiguous beginning of it), <c>run:run-…</c> or the run's bare id,
/// <c>branch:label</c> or the bare label, with <c>@latest</c> or <c>@{n}</c> after it for one of the branch's nodes, counted from the newest.
/// </summary>
/// <param name="Text">The text.</param>
public sealed record NodeReference(string Text)
{
    /// <summary>What a reference to a run begins with.</summary>
    public const string RunPrefix = "run:";

    /// <summary>What a reference to a branch begins with.</summary>
    public const string BranchPrefix = "branch:";
}
