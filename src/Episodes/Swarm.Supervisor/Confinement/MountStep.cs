using System.Runtime.InteropServices;

namespace Swarm.Supervisor.Confinement;

/// <summary>One step of building what the program sees.</summary>
/// <param name="Kind">
/// R: shows the source, read-only. W: shows it. V: shows a device. T: an empty folder in memory; the source is its mode. L: a link
/// to the source. P: a fresh <c>/proc</c>. O: makes what is mounted at the path read-only.
/// </param>
/// <param name="Path">Where.</param>
/// <param name="Source">See the kinds.</param>
/// <param name="Size">The most bytes of a folder in memory; a dash for any number.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MountStep(char Kind, string Path, string Source, string Size)
{
    /// <summary>Whether the program may change what is there.</summary>
    internal bool IsWritable => Kind is 'W' or 'T';
}
