using Swarm.Core.Errors;
using Swarm.Storage.Trees;

namespace Swarm.Execution.Workspaces;

/// <summary>Refuses checkouts of version control other than git whose repository lies elsewhere: a step's commits would land there.</summary>
internal static class ForeignRepository
{
    private static readonly (string Path, string System, string Remedy)[] Marks =
    [
        (".hg/sharedpath", "Mercurial", "make a clone of its own with 'hg clone'"),
        (".jj/repo", "Jujutsu", "make a clone of its own with 'jj git clone'"),
        (".bzr/branch/location", "Breezy", "make a branch of its own with 'bzr branch'"),
        (".fslckout", "Fossil", "open a copy of the repository file in it"),
        ("_FOSSIL_", "Fossil", "open a copy of the repository file in it"),
    ];

    /// <summary>Refuses what a scan found.</summary>
    /// <param name="entries">The workspace.</param>
    /// <exception cref="SwarmException">It holds such a checkout (<c>WORKSPACE_INVALID</c>).</exception>
    public static void Refuse(List<TreeEntry> entries)
    {
        foreach (var entry in entries.Where(entry => entry.Status.Kind == EntryKind.File))
        {
            foreach (var (path, system, remedy) in Marks)
            {
                if (string.Equals(entry.Path, path, StringComparison.Ordinal) || entry.Path.EndsWith("/" + path, StringComparison.Ordinal))
                {
                    throw new SwarmException(
                        ErrorCode.WorkspaceInvalid,
                        $"The workspace holds '{entry.Path}': its {system} repository lies elsewhere, and what the step commits would land there. "
                            + $"{char.ToUpperInvariant(remedy[0])}{remedy[1..]}, or list '{entry.Path}' in {TreeScanner.IgnoreFile}.");
                }
            }
        }
    }
}
