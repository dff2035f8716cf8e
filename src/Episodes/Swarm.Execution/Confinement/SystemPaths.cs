namespace Swarm.Execution.Confinement;

/// <summary>What of the system every confined step sees, where it is there.</summary>
internal static class SystemPaths
{
    /// <summary>Programs and libraries.</summary>
    public static readonly string[] Programs =
        ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store", "/gnu/store"];

    /// <summary>
    /// Configuration that programs need to run, and that holds no secret: of <c>/etc</c> nothing else. What names registries
    /// (<c>npmrc</c>, <c>pip.conf</c>, <c>gitconfig</c>) can hold credentials.
    /// </summary>
    public static readonly string[] Configuration =
    [
        "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld-musl-x86_64.path",
        "/etc/ld-musl-aarch64.path", "/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/locale.conf", "/etc/passwd",
        "/etc/group", "/etc/os-release", "/etc/debian_version", "/etc/lsb-release", "/etc/alpine-release", "/etc/redhat-release",
        "/etc/system-release", "/etc/protocols", "/etc/services", "/etc/mime.types", "/etc/magic", "/etc/inputrc", "/etc/terminfo",
        "/etc/fonts", "/etc/ssl/certs", "/etc/ssl/cert.pem", "/etc/ssl/openssl.cnf", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem",
        "/etc/pki/tls/openssl.cnf", "/etc/pki/ca-trust/extracted", "/etc/crypto-policies", "/etc/dotnet", "/etc/perl",
        "/etc/static/ssl/certs",
    ];

    /// <summary>Devices that hold nothing of anybody.</summary>
    public static readonly string[] Devices = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

    /// <summary>
    /// What <c>/proc</c> tells of the machine rather than of its processes, and of which root outside, whatever its id inside,
    /// could read too much.
    /// </summary>
    public static readonly string[] MaskedFiles =
    [
        "/proc/kcore", "/proc/kmsg", "/proc/keys", "/proc/key-users", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags",
        "/proc/vmcore", "/proc/slabinfo", "/proc/vmallocinfo", "/proc/pagetypeinfo", "/proc/timer_list", "/proc/sched_debug",
        "/proc/latency_stats", "/proc/sysrq-trigger",
    ];

    /// <summary>Folders of the same kind.</summary>
    public static readonly string[] MaskedFolders = ["/proc/acpi", "/proc/asound", "/proc/bus", "/proc/driver", "/proc/dynamic_debug", "/proc/scsi"];

    /// <summary>What no list may show: it is made anew for every step.</summary>
    public static readonly string[] Private = ["/proc", "/dev", "/sys"];
}
