using System.Globalization;
using Swarm.Core.Contracts;
using Swarm.Core.Errors;
using Swarm.Execution.Episodes;

namespace Swarm.Execution.Policies;

/// <summary>Holds what a run asks for against the limits of its policy.</summary>
internal static class PolicyBounds
{
    /// <summary>Refuses a run that asks for more.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="request">The run.</param>
    /// <exception cref="SwarmException">It asks for more than the policy allows (<c>POLICY_DENIED</c>).</exception>
    public static void Require(Policy policy, EpisodeRequest request)
    {
        var limits = policy.Document.Limits;
        Require(policy, "seconds of run time", limits?.RunTimeSeconds, request.Timeout?.TotalSeconds ?? double.PositiveInfinity);
        Require(policy, "retries", limits?.Retries, request.Retries);
        Require(policy, "bytes of log", limits?.LogBytes, request.LogLimitBytes);
        Require(policy, "bytes of output", limits?.OutputBytes, request.OutputLimitBytes);
        var allowed = policy.Document.AllowedEnvironment;
        if (allowed is not null && request.Environment.Keys.Concat(request.Secrets.Keys).FirstOrDefault(name => !allowed.Contains(name, StepEnvironment.Names)) is { } other)
        {
            throw new SwarmException(
                ErrorCode.PolicyDenied,
                $"The policy '{policy}' does not allow the variable '{other}' in the step's environment: leave it out, or name another policy.");
        }
    }

    private static void Require(Policy policy, string what, long? most, double asked)
    {
        if (asked > most)
        {
            var wanted = double.IsPositiveInfinity(asked) ? "any number" : asked.ToString(CultureInfo.InvariantCulture);
            throw new SwarmException(
                ErrorCode.PolicyDenied,
                $"The policy '{policy}' allows {most} {what} and the run asks for {wanted}: ask for no more, or name another policy.");
        }
    }
}
