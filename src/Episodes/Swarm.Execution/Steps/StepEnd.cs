using System.Runtime.InteropServices;
using Swarm.Execution.Confinement;

namespace Swarm.Execution.Steps;

/// <summary>How a step's processes ended.</summary>
/// <param name="ExitCode">The program's exit code; null where it was ended before it had started.</param>
/// <param name="KilledDescendants">How many others were killed.</param>
/// <param name="ExceedingMemoryBytes">The memory that they held when they were ended for it; null where they were not.</param>
/// <param name="ExceedingProcesses">How many they were when they were ended for it; null where they were not.</param>
/// <param name="Confinement">What confined them; null where nothing did.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepEnd(
    int? ExitCode,
    int KilledDescendants,
    long? ExceedingMemoryBytes = null,
    int? ExceedingProcesses = null,
    ConfinementReport? Confinement = null);
