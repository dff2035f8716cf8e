namespace Swarm.Supervisor.Confinement;

/// <summary>
/// Builds what the program sees, for the calling thread and what it starts: an empty root in memory, what the plan shows on it,
/// and nothing else. The rest of this process keeps the host's view.
/// </summary>
internal static class MountView
{
    private const string Base = "/tmp";
    private const string Old = "/old";
    private const string New = "/new";
    private const string Memory = "tmpfs";
    private const int Detach = 2;
    private const uint RegularFile = 0x8000;
    private const uint AnyoneReads = 0x1A4;
    private const uint AnyoneEnters = 0x1ED;
    private const nuint Harmless = Kernel.NoSetUserId | Kernel.NoDevices;

    /// <summary>Builds it.</summary>
    /// <param name="steps">The plan.</param>
    /// <exception cref="SandboxException">Something cannot be mounted.</exception>
    internal static void Build(IReadOnlyList<MountStep> steps)
    {
        Check(Kernel.unshare(Kernel.NewMounts), "a mount namespace cannot be made");
        Check(Kernel.mount("none", "/", null, Kernel.Private | Kernel.Recursive, null), "the mounts cannot be parted from the host's");

        // Under a root of our own, what is to be shown and where lie side by side, whatever is mounted where.
        Check(Kernel.mount(Memory, Base, Memory, Harmless, "mode=755"), $"nothing can be mounted on '{Base}'");
        Check(Kernel.mkdir(Base + Old, AnyoneEnters), "the new root cannot be prepared");
        Check(Kernel.mkdir(Base + New, AnyoneEnters), "the new root cannot be prepared");
        Check(Kernel.mount(Memory, Base + New, Memory, Harmless, "mode=755"), "the new root cannot be mounted");
        Check(Kernel.ChangeRoot(Base, Base + Old), "the root cannot be changed");
        Check(Kernel.chdir("/"), "the root cannot be entered");
        foreach (var step in steps)
            Carry(step);

        Check(Kernel.umount2(Old, Detach), "the host's files cannot be detached");
        Check(Kernel.chdir(New), "the new root cannot be entered");
        Check(Kernel.ChangeRoot(".", "."), "the root cannot be changed");
        Check(Kernel.umount2(".", Detach), "the root's predecessor cannot be detached");
        Check(Kernel.chdir("/"), "the root cannot be entered");
    }

    private static void Carry(MountStep step)
    {
        var path = New + step.Path;
        switch (step.Kind)
        {
            case 'R' or 'W' or 'V':
                Show(step, path);
                break;
            case 'T':
                MakeFolder(step.Path);
                var size = step.Size is "-" ? "" : ",size=" + step.Size;
                Check(Kernel.mount(Memory, path, Memory, Harmless, $"mode={step.Source}{size}"), $"'{step.Path}' cannot be made");
                break;
            case 'L':
                MakeFolder(Path.GetDirectoryName(step.Path)!);
                Check(Kernel.symlink(step.Source, path), $"the link '{step.Path}' cannot be made");
                break;
            case 'P':
                MakeFolder(step.Path);
                Check(Kernel.mount("proc", path, "proc", Harmless | Kernel.NoExecution, null), $"'{step.Path}' cannot be mounted");
                break;
            case 'O':
                Check(Kernel.SetFlags(path, Kernel.ReadOnly, isRecursive: false), $"'{step.Path}' cannot be made read-only");
                break;
            default:
                throw new SandboxException($"the plan has a step that is not known ({step.Kind})");
        }
    }

    private static void Show(MountStep step, string path)
    {
        if (Directory.Exists(Old + step.Source))
            MakeFolder(step.Path);
        else
            MakeFile(step.Path);

        Check(Kernel.mount(Old + step.Source, path, null, Kernel.Bind | Kernel.Recursive, null), $"'{step.Source}' cannot be shown");
        var flags = step.Kind switch
        {
            'R' => Harmless | Kernel.ReadOnly,
            'W' => Harmless,
            _ => Kernel.NoSetUserId | Kernel.NoExecution,
        };
        Check(Kernel.SetFlags(path, flags, isRecursive: true), $"'{step.Path}' cannot be made safe");
    }

    private static void MakeFolder(string path)
    {
        for (var end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            MakeOne(path[..end]);

        MakeOne(path);
    }

    private static void MakeOne(string path)
    {
        if (path.Length > 1 && Kernel.mkdir(New + path, AnyoneEnters) != 0 && Unix.LastError != Kernel.Exists)
            Check(-1, $"the folder '{path}' cannot be made");
    }

    private static void MakeFile(string path)
    {
        MakeFolder(Path.GetDirectoryName(path)!);
        if (Kernel.mknod(New + path, RegularFile | AnyoneReads, 0) != 0 && Unix.LastError != Kernel.Exists)
            Check(-1, $"the file '{path}' cannot be made");
    }

    private static void Check(nint result, string what) => SandboxException.ThrowIfFailed(result, what);
}
