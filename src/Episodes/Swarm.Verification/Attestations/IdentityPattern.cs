using System.Text.RegularExpressions;
using Swarm.Core.Errors;

namespace Swarm.Verification.Attestations;

/// <summary>A regular expression over a whole identity, which takes time in proportion to it.</summary>
internal sealed class IdentityPattern
{
    private const int MostLength = 4096;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(2);

    private readonly Regex _whole;

    internal IdentityPattern(string pattern)
    {
        if (pattern.Length > MostLength)
        {
            throw Refuse(pattern, $"it is longer than {MostLength} characters");
        }

        try
        {
            // Alone first: what is no expression alone must not become one between the anchors.
            _ = new Regex(pattern, Options, MostTime);
            _whole = new Regex($@"\A(?:{pattern})\z", Options, MostTime);
        }
        catch (ArgumentException exception)
        {
            throw Refuse(pattern, exception.Message, exception);
        }
        catch (NotSupportedException exception)
        {
            throw Refuse(pattern, "look-around, back-references and atomic groups are not available", exception);
        }
    }

    internal bool Matches(string identity)
    {
        try
        {
            return _whole.IsMatch(identity);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static SwarmException Refuse(string pattern, string reason, Exception? cause = null) => new(
        ErrorCode.SpecInvalid,
        $"The identity pattern '{(pattern.Length > 200 ? pattern[..200] + "…" : pattern)}' cannot be used: {reason.TrimEnd('.')}. Write a regular expression that matches the whole identity.",
        cause);
}
