using System.Globalization;
using System.Runtime.InteropServices;

namespace Swarm.Execution.Confinement;

/// <summary>The command lines of the two programs that make namespaces.</summary>
internal static partial class NamespaceCommand
{
    // Whoever is root outside is not inside: a program that asks for its id believes what it is told. Files that root owns
    // belong to this id inside, and what it makes belongs to root outside.
    private const uint IdForRoot = 65534;

    private const string SessionProgram = "setsid";

    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin"];

    /// <summary>The program's name.</summary>
    public static string NameOf(ConfinementMethod method) => method == ConfinementMethod.Unshare ? "unshare" : "bwrap";

    /// <summary>The program's path in a folder of the system, since one of a user's could lie; null where there is none.</summary>
    public static string? Find(ConfinementMethod method) => Find(NameOf(method));

    /// <summary>
    /// The command that starts the program in a session of its own, where that can be had: else a terminal's Ctrl+C would end it, and
    /// with it the supervisor, before the step has cleaned up.
    /// </summary>
    public static IReadOnlyList<string> Start(ConfinementMethod method) =>
        Find(SessionProgram) is { } session ? [session, Find(method)!] : [Find(method)!];

    /// <summary>The arguments that make the namespaces, to be followed by the command.</summary>
    /// <param name="method">The program.</param>
    /// <param name="mounts">What is to be mounted, where this program does it.</param>
    public static IEnumerable<string> Arguments(ConfinementMethod method, IEnumerable<MountEntry> mounts)
    {
        var (user, group) = (geteuid(), getegid());
        if (method == ConfinementMethod.Unshare)
        {
            var id = IdForRoot.ToString(CultureInfo.InvariantCulture);
            string[] ids = user == 0 ? [$"--map-user={id}", $"--map-group={id}"] : ["--map-current-user"];
            string[] cgroup = HasCgroupNamespaces ? ["--cgroup"] : [];
            return
            [
                "--user", .. ids, "--keep-caps", "--pid", "--fork", "--kill-child", "--ipc", "--uts", "--net", .. cgroup,
                "--mount-proc", "--propagation", "private", "--",
            ];
        }

        var (inner, innerGroup) = user == 0 ? (IdForRoot, IdForRoot) : (user, group);
        return
        [
            "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--unshare-cgroup-try",
            "--uid", inner.ToString(CultureInfo.InvariantCulture), "--gid", innerGroup.ToString(CultureInfo.InvariantCulture),
            "--hostname", MountPlan.HostName, "--as-pid-1", "--cap-drop", "ALL", .. mounts.SelectMany(ToArguments), "--",
        ];
    }

    /// <summary>The arguments of a trial.</summary>
    /// <param name="method">The program.</param>
    public static IEnumerable<string> TrialArguments(ConfinementMethod method)
    {
        MountEntry[] mounts =
        [
            new(MountKind.ReadOnly, "/", "/"), new(MountKind.Processes, "/proc"), new(MountKind.Temporary, "/tmp", "1777"),
            new(MountKind.Lock, "/proc"),
        ];
        return Arguments(method, mounts).Append("true");
    }

    private static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static bool HasCgroupNamespaces => File.Exists("/proc/self/ns/cgroup");

    private static string[] ToArguments(MountEntry entry) => entry.Kind switch
    {
        MountKind.ReadOnly => ["--ro-bind", entry.Source, entry.Path],
        MountKind.Writable => ["--bind", entry.Source, entry.Path],
        MountKind.Device => ["--dev-bind", entry.Source, entry.Path],
        MountKind.Link => ["--symlink", entry.Source, entry.Path],
        MountKind.Processes => ["--proc", entry.Path],
        MountKind.Lock => ["--remount-ro", entry.Path],
        _ => entry.SizeBytes is { } size
            ? ["--perms", entry.Source, "--size", size.ToString(CultureInfo.InvariantCulture), "--tmpfs", entry.Path]
            : ["--perms", entry.Source, "--tmpfs", entry.Path],
    };

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
