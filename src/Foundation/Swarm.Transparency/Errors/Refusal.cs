using Swarm.Core.Errors;

namespace Swarm.Transparency.Errors;

/// <summary>How bytes of a log are refused.</summary>
internal static class Refusal
{
    internal static SwarmException Invalid(string message) => new(ErrorCode.TransparencyInvalid, message);
}
