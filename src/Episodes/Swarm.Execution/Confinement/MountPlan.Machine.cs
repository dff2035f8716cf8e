namespace Swarm.Execution.Confinement;

/// <summary>The devices and processes that a confined step sees.</summary>
internal sealed partial class MountPlan
{
    private void AddDevices()
    {
        _entries["/dev"] = new MountEntry(MountKind.Temporary, "/dev", "755");
        foreach (var path in SystemPaths.Devices)
            _entries[path] = new MountEntry(MountKind.Device, path, path);

        AddLink("/dev/fd", "/proc/self/fd");
        AddLink("/dev/stdin", "/proc/self/fd/0");
        AddLink("/dev/stdout", "/proc/self/fd/1");
        AddLink("/dev/stderr", "/proc/self/fd/2");
    }

    private void AddProcesses()
    {
        _entries["/proc"] = new MountEntry(MountKind.Processes, "/proc");
        foreach (var path in SystemPaths.MaskedFiles.Where(File.Exists))
            _entries[path] = new MountEntry(MountKind.ReadOnly, path, "/dev/null");

        foreach (var path in SystemPaths.MaskedFolders.Where(Directory.Exists))
        {
            _entries[path] = new MountEntry(MountKind.Temporary, path, "555");
            _locks.Add(new MountEntry(MountKind.Lock, path));
        }
    }
}
