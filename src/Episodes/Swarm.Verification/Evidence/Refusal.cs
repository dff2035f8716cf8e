using Swarm.Core.Errors;

namespace Swarm.Verification.Evidence;

/// <summary>The two ways in which evidence is refused: it cannot be read, or it does not hold.</summary>
internal static class Refusal
{
    internal static SwarmException Malformed(string message, Exception? cause = null) => new(ErrorCode.AttestationMalformed, message, cause);

    internal static SwarmException Invalid(string message, Exception? cause = null) => new(ErrorCode.AttestationInvalid, message, cause);
}
