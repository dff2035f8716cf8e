using System.Text;

namespace Swarm.Engine.Workspaces;

/// <summary>Writes changes in git's patch format, which <c>git apply</c> takes; see git-diff(1), "Generating patch text with -p".</summary>
internal static class GitPatch
{
    /// <summary>The most bytes of a file whose lines are compared; a larger one is written whole, as if it were binary.</summary>
    public const int MostTextBytes = 1 << 20;

    private static readonly string Nothing = new('0', 40);

    /// <summary>Writes changes.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static void Write(Stream output, IEnumerable<WorkspaceChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (change is { Before: { } before, After: { } after } && before.IsLink != after.IsLink)
            {
                // Git does not change what kind of thing a path is: the one goes, and the other comes.
                Write(output, change with { After = null });
                Write(output, change with { Before = null });
            }
            else
            {
                Write(output, change);
            }
        }
    }

    private static void Write(Stream output, WorkspaceChange change)
    {
        var (before, after) = (change.Before, change.After);
        Put(output, $"diff --git {GitName.Quote("a/" + change.Path)} {GitName.Quote("b/" + change.Path)}\n");
        var isModeSame = true;
        if (before is null)
        {
            Put(output, $"new file mode {after!.Mode}\n");
        }
        else if (after is null)
        {
            Put(output, $"deleted file mode {before.Mode}\n");
        }
        else if (!before.HasSameKind(after))
        {
            isModeSame = false;
            Put(output, $"old mode {before.Mode}\nnew mode {after.Mode}\n");
        }

        var (oldName, newName) = (before?.ComputeObjectName() ?? Nothing, after?.ComputeObjectName() ?? Nothing);
        if (string.Equals(oldName, newName, StringComparison.Ordinal))
        {
            return;
        }

        Put(output, $"index {oldName}..{newName}{(before is null || after is null || !isModeSame ? string.Empty : " " + after.Mode)}\n");
        if (ReadText(before) is { } oldText && ReadText(after) is { } newText)
        {
            WriteText(output, change, oldText, newText);
        }
        else
        {
            Put(output, "GIT binary patch\n");
            GitBinary.Write(output, after);
            GitBinary.Write(output, before);
        }
    }

    // Each byte is one character, so that nothing is lost, whatever the encoding.
    private static string? ReadText(WorkspaceFile? file)
    {
        if (file is null || file.Size == 0)
        {
            return string.Empty;
        }

        return file.Size <= MostTextBytes && file.ReadAll() is var content && !content.Contains((byte)0) ? Encoding.Latin1.GetString(content) : null;
    }

    private static void WriteText(Stream output, WorkspaceChange change, string before, string after)
    {
        // Without a line on either side there is nothing but the head.
        if (before.Length == 0 && after.Length == 0)
        {
            return;
        }

        Put(output, $"--- {(change.Before is null ? "/dev/null" : GitName.Field("a/" + change.Path))}\n");
        Put(output, $"+++ {(change.After is null ? "/dev/null" : GitName.Field("b/" + change.Path))}\n");
        foreach (var piece in UnifiedDiff.Write(TextLines.Split(before), TextLines.Split(after)))
        {
            output.Write(Encoding.Latin1.GetBytes(piece));
        }
    }

    private static void Put(Stream output, string text) => output.Write(Encoding.UTF8.GetBytes(text));
}
