namespace Swarm.Transparency.Trees;

/// <summary>
/// The place of a perfect subtree: of the 2^<paramref name="Level"/> entries from <paramref name="Index"/> × 2^<paramref name="Level"/>.
/// Its hash never changes once the log has them all.
/// </summary>
/// <param name="Level">How far above the leaves its root is.</param>
/// <param name="Index">Which of its level it is, from 0.</param>
public readonly record struct TreeNode(int Level, long Index);
