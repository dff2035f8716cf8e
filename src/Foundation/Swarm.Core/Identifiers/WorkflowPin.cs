using System.Text.RegularExpressions;
using Swarm.Core.Errors;

namespace Swarm.Core.Identifiers;

/// <summary>A workflow at a commit: <c>owner/repo/path@</c> and 40 hexadecimal digits. A branch or a tag can move, so that neither is a pin.</summary>
/// <param name="Path">The repository and the workflow's file in it.</param>
/// <param name="Commit">The commit.</param>
public sealed partial record WorkflowPin(string Path, string Commit)
{
    private const string GitHub = "https://github.com/";
    private const string Form = "owner/repo/.github/workflows/file.yml@ and the commit's 40 hexadecimal digits";

    /// <summary>Reads a pin.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">There is none, it is malformed, or it is not pinned (<c>WORKFLOW_REF_*</c>).</exception>
    public static WorkflowPin Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new SwarmException(ErrorCode.WorkflowRefRequired, $"A remote run needs the workflow that it executes under: give {Form}.");
        }

        var (path, reference) = Split(text);
        return !PathPattern().IsMatch(path) ? throw new SwarmException(ErrorCode.WorkflowRefInvalid, $"'{text}' is no workflow: give {Form}.")
            : IsCommit(reference) ? new WorkflowPin(path, reference!)
            : throw new SwarmException(ErrorCode.WorkflowRefUnpinned, $"The workflow '{text}' is not pinned to a commit, and a branch or tag can move: give {Form}.");
    }

    /// <summary>Parts a reference, pinned or not.</summary>
    /// <param name="text">The path, an at sign, and a branch, tag or commit.</param>
    public static (string Path, string? Reference) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // A path has no at sign; the name of a branch may have one.
        return text.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, null);
    }

    /// <summary>Refuses a text that is no workflow without a commit.</summary>
    /// <param name="path">The repository and the workflow's file in it.</param>
    /// <exception cref="SwarmException">It is none (<c>WORKFLOW_REF_INVALID</c>).</exception>
    public static string RequirePath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return PathPattern().IsMatch(path) ? path : throw new SwarmException(
            ErrorCode.WorkflowRefInvalid, $"'{path}' is no workflow: give owner/repo/.github/workflows/file.yml, without a branch or commit.");
    }

    /// <summary>Whether a text is a commit's whole name in lower case.</summary>
    /// <param name="text">The text.</param>
    public static bool IsCommit(string? text) => text is { Length: 40 } && text.All(char.IsAsciiHexDigitLower);

    /// <summary>
    /// Gives the regular expression of the identities under which GitHub attests a workflow: its address, at whatever branch,
    /// tag or commit it was started from. Which commit that was, the signer's commit tells.
    /// </summary>
    /// <param name="path">The repository and the workflow's file in it, or its address.</param>
    public static string IdentityPatternOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Regex.Escape(path.Contains("://", StringComparison.Ordinal) ? path : GitHub + path) + "@.+";
    }

    /// <summary>The written form.</summary>
    public override string ToString() => $"{Path}@{Commit}";

    [GeneratedRegex(@"\A[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+){2,}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathPattern();
}
