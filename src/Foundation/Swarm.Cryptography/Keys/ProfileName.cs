using System.Text.RegularExpressions;
using Swarm.Core.Errors;

namespace Swarm.Cryptography.Keys;

/// <summary>The name of a key profile, which is also the name of its folder on every platform.</summary>
internal static partial class ProfileName
{
    internal static bool IsValid(string? name) => name is not null && Pattern().IsMatch(name);

    /// <summary>Gives back a name, or refuses it.</summary>
    internal static string Require(string? name) => IsValid(name)
        ? name!
        : throw new SwarmException(
            ErrorCode.KeyInvalid,
            $"'{name}' cannot be a key profile: use 1 to 64 letters, digits, '.', '-' or '_', not a dot first or last, "
                + "and no device name of Windows.");

    [GeneratedRegex(
        @"\A(?!(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\z))[A-Za-z0-9_-](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
