namespace Swarm.Execution.Episodes;

/// <summary>The variables without which programs do not run or do not find what is installed: all that a clean environment has of the operator's.</summary>
internal static class NeededVariables
{
    private static readonly HashSet<string> Everywhere = new(StepEnvironment.Names)
    {
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TERM", "COLORTERM", "NO_COLOR", "TZ", "TMPDIR", "TMP", "TEMP",
        "HOSTNAME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "DOTNET_NOLOGO",
        "DOTNET_CLI_TELEMETRY_OPTOUT", "POWERSHELL_TELEMETRY_OPTOUT", "JAVA_HOME", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS",
        "SOURCE_DATE_EPOCH",
    };

    private static readonly HashSet<string> OnWindows = new(StepEnvironment.Names)
    {
        "SystemRoot", "SystemDrive", "windir", "ComSpec", "PATHEXT", "OS", "COMPUTERNAME", "USERNAME", "USERDOMAIN", "USERPROFILE", "HOMEDRIVE",
        "HOMEPATH", "APPDATA", "LOCALAPPDATA", "ProgramData", "ALLUSERSPROFILE", "PUBLIC", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432",
        "CommonProgramFiles", "CommonProgramFiles(x86)", "CommonProgramW6432", "DriverData", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
        "PROCESSOR_ARCHITEW6432", "PROCESSOR_IDENTIFIER", "PROCESSOR_LEVEL", "PROCESSOR_REVISION",
    };

    private static readonly string[] Proxies = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

    /// <summary>Whether a variable is one of them. A proxy's address is, unless it holds a password.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public static bool Contains(string name, string value) =>
        Everywhere.Contains(name)
        || name.StartsWith("LC_", StringComparison.Ordinal)
        || (OperatingSystem.IsWindows() && OnWindows.Contains(name))
        || (Proxies.Contains(name, StringComparer.OrdinalIgnoreCase) && !value.Contains('@', StringComparison.Ordinal));
}
