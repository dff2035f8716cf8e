using System.Runtime.InteropServices;

namespace Swarm.Supervisor;

/// <summary>One process of the system.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The id of its parent.</param>
/// <param name="Session">The id of its session.</param>
/// <param name="HasEnded">Whether it only waits to be reaped.</param>
/// <param name="ResidentBytes">The memory that it holds, where that can be seen (Linux); else 0.</param>
/// <param name="Threads">How many threads it has, where that can be seen (Linux).</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, bool HasEnded, long ResidentBytes = 0, int Threads = 1);
