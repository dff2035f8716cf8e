using Swarm.Core.Digests;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>What became of a step.</summary>
/// <param name="Status">One of <c>succeeded</c>, <c>step_failed</c>, <c>step_timed_out</c>, <c>step_limit_exceeded</c>.</param>
/// <param name="ExitCode">
/// The program's exit code; 128 + n where signal n ended it (Unix); null where it was ended before it had started.
/// </param>
/// <param name="LogBytes">The length of the log.</param>
/// <param name="LogDigest">The digest of exactly the log's bytes.</param>
/// <param name="KilledDescendants">How many processes other than the program itself were left and had to be killed.</param>
/// <param name="ExceedingMemoryBytes">The memory that its processes held when they were ended for it; null where they were not.</param>
/// <param name="Duration">How long it took, from the start to the end of the last descendant.</param>
/// <param name="ExceedingProcesses">The processes and threads that it had when they were ended for their number; null where they were not.</param>
/// <param name="Confinement">What confined it, as observed; null where nothing did, or it was ended before it had started.</param>
public sealed record StepOutcome(
    string Status,
    int? ExitCode,
    long LogBytes,
    Digest LogDigest,
    int KilledDescendants,
    long? ExceedingMemoryBytes,
    TimeSpan Duration,
    int? ExceedingProcesses = null,
    ConfinementReport? Confinement = null);
