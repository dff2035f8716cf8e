using System.Runtime.InteropServices;
using System.Text;

namespace Swarm.Supervisor;

/// <summary>
/// Landlock (Linux 5.19 or later): the calling thread, and all that it starts from then on, can execute only the files that
/// are named. What is not asked of it here stays as it is; only mounts cannot be changed any more.
/// </summary>
internal static unsafe partial class Landlock
{
    // The same numbers on every architecture that .NET runs on.
    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;

    private const int PathBeneath = 1;
    private const ulong Execute = 1UL << 0;

    // Moving and linking across folders is refused by every ruleset that does not allow it.
    private const ulong Refer = 1UL << 13;

    private const int OnlyPathAndCloseOnExecute = 0x200000 | 0x80000;

    /// <summary>Restricts the calling thread.</summary>
    /// <param name="programs">The files that may be executed.</param>
    /// <returns>0, or the error number.</returns>
    internal static int AllowOnly(IReadOnlyList<string> programs)
    {
        var attributes = Execute | Refer;
        var rules = (int)syscall(CreateRuleset, (nint)(&attributes), sizeof(ulong), 0, 0);
        if (rules < 0)
            return Unix.LastError;

        try
        {
            var error = Allow(rules, "/", Refer);
            for (var index = 0; error == 0 && index < programs.Count; index++)
                error = Allow(rules, programs[index], Execute);

            if (error != 0)
                return error;

            // Else a program with the set-user-id bit would run restricted by somebody with less authority.
            return Unix.RenounceNewPrivileges() && syscall(RestrictSelf, rules, 0, 0, 0) == 0 ? 0 : Unix.LastError;
        }
        finally
        {
            _ = Unix.close(rules);
        }
    }

    private static int Allow(int rules, string path, ulong access)
    {
        int descriptor;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            descriptor = Unix.open(name, OnlyPathAndCloseOnExecute);

        if (descriptor < 0)
            return Unix.LastError;

        var rule = new PathRule { Access = access, Descriptor = descriptor };
        var error = syscall(AddRule, rules, PathBeneath, (nint)(&rule), 0) == 0 ? 0 : Unix.LastError;
        _ = Unix.close(descriptor);
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    // struct landlock_path_beneath_attr.
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Access;
        public int Descriptor;
    }
}
