using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Storage.Trees;

/// <summary>Finds the holes of a file (lseek(2), <c>SEEK_DATA</c> and <c>SEEK_HOLE</c>).</summary>
public static partial class SparseFile
{
    private static readonly (int Data, int Hole) Seek = OperatingSystem.IsMacOS() ? (4, 3) : (3, 4);

    /// <summary>Lists the holes of a file. Where the system does not tell, there is none.</summary>
    /// <param name="handle">The file, open for reading; its position is moved.</param>
    /// <param name="size">Its size in bytes.</param>
    public static IReadOnlyList<Hole> FindHoles(SafeFileHandle handle, long size)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (size == 0 || OperatingSystem.IsWindows())
        {
            return [];
        }

        var holes = new List<Hole>();
        for (var offset = 0L; offset < size;)
        {
            var hole = Move(handle, offset, Seek.Hole);
            if (hole < 0 || hole >= size)
            {
                break;
            }

            // No data behind it: the hole lasts until the end.
            var data = Move(handle, hole, Seek.Data);
            offset = data < 0 ? size : data;
            holes.Add(new Hole(hole, offset - hole));
        }

        return holes;
    }

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Move(SafeFileHandle handle, long offset, int whence);
}
