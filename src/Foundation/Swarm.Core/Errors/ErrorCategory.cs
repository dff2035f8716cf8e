namespace Swarm.Core.Errors;

/// <summary>The kind of a failure. Its number is the exit code of the <c>swarm</c> command.</summary>
public enum ErrorCategory
{
    /// <summary>A defect or a failure of the machine that nothing else covers.</summary>
    Unexpected = 1,

    /// <summary>An input is missing, malformed, ambiguous or not of its schema.</summary>
    InvalidInput = 2,

    /// <summary>A certificate, attestation, policy, proof or store failed verification.</summary>
    VerificationFailed = 3,

    /// <summary>The store, a backend or an artifact could not be reached or used.</summary>
    Backend = 4,

    /// <summary>State could not be restored and no fallback was allowed.</summary>
    RestoreFailed = 5,

    /// <summary>A policy, route, capability or sandbox forbids it.</summary>
    PolicyViolation = 6,

    /// <summary>The step failed, ran out of time or broke a limit; its node is there.</summary>
    StepFailed = 7,
}
