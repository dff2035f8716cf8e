using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Swarm.Core.Errors;

namespace Swarm.Core.Identifiers;

/// <summary>The name of a branch: 1 to 64 letters, digits, dots, dashes, underscores and slashes.</summary>
public static partial class Label
{
    /// <summary>The label of a launch that names none.</summary>
    public const string Default = "main";

    /// <summary>Whether a text can be a label.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is not null && Pattern().IsMatch(text)
        && !text.StartsWith(Identifier.RunPrefix, StringComparison.Ordinal)
        && !text.StartsWith(Identifier.NodePrefix, StringComparison.Ordinal);

    /// <summary>Gives back a label, or refuses the text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="SwarmException">The text cannot be a label (<c>SPEC_INVALID</c>).</exception>
    public static string Require(string text) => IsValid(text)
        ? text
        : throw new SwarmException(
            ErrorCode.SpecInvalid,
            $"'{text}' cannot be a label: use 1 to 64 letters, digits, '.', '-', '_' or '/', beginning with a letter or digit, and not 'run-' or 'node-'.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._/-]{0,63}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
