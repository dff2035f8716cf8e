namespace Swarm.Execution.Confinement;

/// <summary>What a <see cref="MountEntry"/> does. The supervisor reads the letters.</summary>
internal enum MountKind
{
    /// <summary>Shows a file or folder, read-only, with everything mounted below it.</summary>
    ReadOnly = 'R',

    /// <summary>Shows a file or folder to be changed.</summary>
    Writable = 'W',

    /// <summary>Shows a device file.</summary>
    Device = 'V',

    /// <summary>An empty folder in memory, of the mode that the source names (octal).</summary>
    Temporary = 'T',

    /// <summary>A symbolic link to the source.</summary>
    Link = 'L',

    /// <summary>The processes of the new PID namespace.</summary>
    Processes = 'P',

    /// <summary>Makes the mount at this path, and not those below it, read-only.</summary>
    Lock = 'O',
}
