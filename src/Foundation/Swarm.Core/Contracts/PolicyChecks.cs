using System.Net;

namespace Swarm.Core.Contracts;

/// <summary>The values that a policy's members may have.</summary>
internal static class PolicyChecks
{
    public const int MostNameCharacters = 200;
    public const int MostEntries = 1000;
    public const int MostProgramCharacters = 4096;
    public const int MostVariableCharacters = 255;
    public const int MostHostCharacters = 253;
    public const int MostLabelCharacters = 63;
    public const int MostPort = 65535;
    public const long MostSeconds = 366L * 24 * 60 * 60;
    public const int MostRetries = 100;
    public const long MostProcesses = 1L << 22;

    /// <summary>The largest whole number that every JSON reader keeps (RFC 8259, section 6).</summary>
    public const long MostBytes = (1L << 53) - 1;

    /// <summary>Finds the first value that is not allowed.</summary>
    /// <returns>What is wrong and what to do, or null.</returns>
    public static string? FindFault(PolicyDocument policy) =>
        FindTypeFault(policy.Type)
        ?? FindNameFault(policy.Name)
        ?? FindChoiceFault("route_mode", policy.RouteMode, RouteModes.All)
        ?? FindChoiceFault("sandbox", policy.Sandbox, SandboxModes.All)
        ?? FindListFault("allowed_programs", policy.AllowedPrograms, FindProgramFault)
        ?? FindListFault("blocked_programs", policy.BlockedPrograms, FindProgramFault)
        ?? FindListFault("readable_paths", policy.ReadablePaths, FindPathFault)
        ?? FindListFault("allowed_environment", policy.AllowedEnvironment, FindVariableFault)
        ?? FindListFault("allowed_hosts", policy.AllowedHosts, FindHostFault)
        ?? FindListFault("allowed_ports", policy.AllowedPorts, port => port is < 1 or > MostPort ? $"is {port}: give 1 to {MostPort}" : null)
        ?? FindListFault("allowed_ranges", policy.AllowedRanges, FindRangeFault)
        ?? FindLimitFault("run_time_seconds", policy.Limits?.RunTimeSeconds, 1, MostSeconds)
        ?? FindLimitFault("retries", policy.Limits?.Retries, 0, MostRetries)
        ?? FindLimitFault("memory_bytes", policy.Limits?.MemoryBytes, 1, MostBytes)
        ?? FindLimitFault("processes", policy.Limits?.Processes, 1, MostProcesses)
        ?? FindLimitFault("log_bytes", policy.Limits?.LogBytes, 1, MostBytes)
        ?? FindLimitFault("output_bytes", policy.Limits?.OutputBytes, 1, MostBytes)
        ?? FindListFault("required", policy.Required, rule => FindRequiredFault(policy, rule));

    private static string? FindTypeFault(string type) =>
        string.Equals(type, ContractTypes.Policy, StringComparison.Ordinal) ? null : $"its member 'type' is not '{ContractTypes.Policy}': write that";

    private static string? FindNameFault(string? name) => name switch
    {
        null => null,
        { Length: 0 or > MostNameCharacters } => $"its member 'name' is empty or longer than {MostNameCharacters} characters: shorten it, or leave it out",
        _ => name.Any(char.IsControl) ? "its member 'name' holds a control character: leave that out" : null,
    };

    private static string? FindChoiceFault(string member, string? value, IReadOnlyList<string> choices) =>
        value is null || choices.Contains(value) ? null : $"its member '{member}' is none of {string.Join(", ", choices)}: write one of them";

    private static string? FindLimitFault(string member, long? value, long least, long most) =>
        value is null || (value >= least && value <= most) ? null : $"its member 'limits.{member}' is {value}: give {least} to {most}";

    private static string? FindListFault<T>(string member, IReadOnlyList<T>? list, Func<T, string?> findFault)
    {
        if (list is null)
        {
            return null;
        }

        if (list.Count > MostEntries)
        {
            return $"its member '{member}' has {list.Count} entries: give at most {MostEntries}";
        }

        var seen = new HashSet<T>();
        for (var index = 0; index < list.Count; index++)
        {
            if (!seen.Add(list[index]))
            {
                return $"its member '{member}[{index}]' is in the list already: take one of them out";
            }

            if (findFault(list[index]) is { } fault)
            {
                return $"its member '{member}[{index}]' {fault}";
            }
        }

        return null;
    }

    private static string? FindRequiredFault(PolicyDocument policy, string rule) =>
        !PolicyRules.All.Contains(rule) ? $"is no rule: the rules are {string.Join(", ", PolicyRules.All)}"
        : !PolicyRules.StatedBy(policy).Contains(rule) ? $"requires the rule '{rule}', which the policy does not state: state it, or do not require it"
        : null;

    private static string? FindProgramFault(string program)
    {
        if (program.Length is 0 or > MostProgramCharacters || program.Any(char.IsControl) || program.Length != program.Trim().Length)
        {
            return $"is empty, longer than {MostProgramCharacters} characters, or has control characters or blanks around it: write a program's name or whole path";
        }

        if (program.AsSpan().IndexOfAny('/', '\\') < 0)
        {
            return program is "." or ".." ? "names a folder: write a program's name or whole path" : null;
        }

        return !IsWholePath(program) ? "is a relative path: write the program's name, or its whole path"
            : program.Split('/', '\\') is var parts && (parts.Contains(".") || parts.Contains("..") || parts[^1].Length == 0)
                ? "has '.' or '..' in its path, or no name at its end: write the path without them"
            : null;
    }

    private static string? FindPathFault(string path) =>
        path.Length is 0 or > MostProgramCharacters || path.Any(char.IsControl) || !IsWholePath(path) ? $"is no whole path of at most {MostProgramCharacters} characters: write one"
        : path.Split('/', '\\').Any(part => part is "." or "..") ? "has '.' or '..' in it: write the path without them"
        : null;

    private static string? FindVariableFault(string name) =>
        name.Length is 0 or > MostVariableCharacters || name.Contains('=', StringComparison.Ordinal) || name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            ? $"is no variable's name of at most {MostVariableCharacters} characters without blanks and '=': write one"
            : null;

    // Names as they are looked up (RFC 1123, section 2.1): in lower case, and in Punycode where they are not ASCII (RFC 5891).
    private static string? FindHostFault(string host) =>
        IsHost(host)
            ? null
            : "is no host: write 'www.example.org', or '*.example.org' for every name below it, in lower case and Punycode; addresses belong in 'allowed_ranges'";

    private static string? FindRangeFault(string range) =>
        range.Length < 64 && IPNetwork.TryParse(range, out var network) && string.Equals(network.ToString(), range, StringComparison.Ordinal)
            ? null
            : "is no address range: write it as '192.0.2.0/24' or '2001:db8::/32', with no bit set beyond the prefix";

    private static bool IsHost(string host)
    {
        var labels = (host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host).Split('.');
        return host.Length <= MostHostCharacters && labels.All(IsHostLabel) && labels[^1].Any(char.IsAsciiLetter);
    }

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= MostLabelCharacters
        && label.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_')
        && label[0] != '-' && label[^1] != '-';

    // Of Unix, of a drive, or of a share: a policy means the same on whatever system it is read.
    private static bool IsWholePath(string path) =>
        path[0] == '/'
        || path.StartsWith(@"\\", StringComparison.Ordinal)
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && (path[2] is '/' or '\\'));
}
