using System.Runtime.InteropServices;

namespace Swarm.Execution.Confinement;

/// <summary>One step of building what a confined step sees.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">Where.</param>
/// <param name="Source">The path outside, a link's target, or a mode; else a dash.</param>
/// <param name="SizeBytes">The most that a folder in memory may hold; null for the kernel's own limit.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MountEntry(MountKind Kind, string Path, string Source = "-", long? SizeBytes = null);
