using System.Globalization;
using System.Text.RegularExpressions;

namespace Swarm.PowerShell.Wording;

/// <summary>
/// The engine's messages name what to do next as the command does: <c>'swarm store repair'</c> in quotes, <c>--root</c> without. This gives
/// them in the cmdlets' words. What stands in quotes otherwise is somebody's input, and stays.
/// </summary>
internal static partial class CmdletWords
{
    private const int MostMilliseconds = 1000;

    private static readonly Dictionary<string, string> Cmdlets = new(StringComparer.Ordinal)
    {
        ["init"] = "Initialize-Swarm",
        ["doctor"] = "Test-SwarmEnvironment",
        ["config show"] = "Get-SwarmConfiguration",
        ["config set"] = "Set-SwarmConfiguration",
        ["key new"] = "New-SwarmKey",
        ["key list"] = "Get-SwarmKey",
        ["key export"] = "Export-SwarmKey",
        ["key import"] = "Import-SwarmKey",
        ["key trust"] = "Add-SwarmTrustedKey",
        ["key trusted"] = "Get-SwarmTrustedKey",
        ["key revoke"] = "Revoke-SwarmTrustedKey",
        ["run launch"] = "Start-SwarmRun",
        ["run resume"] = "Resume-SwarmRun",
        ["run fork"] = "Copy-SwarmRun",
        ["run race"] = "Invoke-SwarmRace",
        ["run list"] = "Get-SwarmRun",
        ["run status"] = "Get-SwarmRun",
        ["run logs"] = "Get-SwarmRunLog",
        ["run receipts"] = "Get-SwarmRunReceipt",
        ["run wait"] = "Wait-SwarmRun",
        ["run collect"] = "Receive-SwarmRun",
        ["run cancel"] = "Stop-SwarmRun",
        ["run tree"] = "Show-SwarmTree",
        ["run remove"] = "Remove-SwarmRun",
        ["episode run"] = "Invoke-SwarmEpisode",
        ["workspace export"] = "Export-SwarmWorkspace",
        ["workspace merge"] = "Merge-SwarmWorkspace",
        ["state inspect"] = "Get-SwarmState",
        ["state query"] = "Invoke-SwarmStateQuery",
        ["state diff"] = "Compare-SwarmState",
        ["state export"] = "Export-SwarmState",
        ["bundle export"] = "Export-SwarmBundle",
        ["bundle fetch"] = "Save-SwarmBundle",
        ["bundle import"] = "Import-SwarmBundle",
        ["store check"] = "Test-SwarmStore",
        ["store head"] = "Get-SwarmHead",
        ["store optimize"] = "Optimize-SwarmStore",
        ["store repair"] = "Repair-SwarmStore",
        ["certificate export"] = "Export-SwarmCertificate",
        ["verify cert"] = "Test-SwarmCertificate",
        ["verify run"] = "Test-SwarmCertificate",
        ["verify attestation"] = "Test-SwarmAttestation",
        ["verify proof"] = "Test-SwarmProof",
        ["policy new"] = "New-SwarmPolicy",
        ["policy test"] = "Test-SwarmPolicy",
        ["proxy broker"] = "Start-SwarmBroker",
        ["proxy provider"] = "Start-SwarmProvider",
        ["proxy ticket"] = "New-SwarmTicket",
        ["proxy ticket revoke"] = "Revoke-SwarmTicket",
        ["proxy probe"] = "Test-SwarmRoute",
        ["schema validate"] = "Test-SwarmContract",
    };

    // Where the parameter is not the option's words with capitals.
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["--github"] = "-GitHub",
        ["--gitlab"] = "-GitLab",
        ["--secret-to"] = "-Secret",
        ["--identity"] = "-IdentityPath",
    };

    /// <summary>All cmdlets that a command's name may become.</summary>
    public static IReadOnlyCollection<string> AllCmdlets => Cmdlets.Values;

    /// <summary>Gives a message in the cmdlets' words.</summary>
    /// <param name="message">The engine's message.</param>
    public static string Of(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!message.Contains("swarm ", StringComparison.Ordinal) && !message.Contains("--", StringComparison.Ordinal))
        {
            return message;
        }

        try
        {
            return Words().Replace(message, Replace);
        }
        catch (RegexMatchTimeoutException)
        {
            // A message with thousands of quotes is told as it is.
            return message;
        }
    }

    /// <summary>As <see cref="Of"/>, for a message that may not be there.</summary>
    /// <param name="message">The engine's message; or null.</param>
    public static string? OfAny(string? message) => message is null ? null : Of(message);

    private static string Replace(Match match)
    {
        if (match.Groups["option"].Success)
        {
            return ParameterOf(match.Value);
        }

        if (!match.Groups["line"].Success)
        {
            return match.Value;
        }

        var line = match.Groups["line"].Value;
        var path = Cmdlets.Keys.Where(path => line == path || line.StartsWith(path + " ", StringComparison.Ordinal)).MaxBy(path => path.Length);
        return path is null ? match.Value : $"'{Cmdlets[path]}{Option().Replace(line[path.Length..], option => ParameterOf(option.Value))}'";
    }

    private static string ParameterOf(string option) => Parameters.GetValueOrDefault(
        option, $"-{string.Concat(option[2..].Split('-').Select(CultureInfo.InvariantCulture.TextInfo.ToTitleCase))}");

    // A quote opens where no word ends before it, so that "the step's" opens none.
    [GeneratedRegex(@"(?<!\w)'swarm (?<line>[^']+)'|(?<!\w)'[^']*'(?!\w)|(?<![\w-])(?<option>--[a-z][a-z-]*[a-z])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*[a-z]", RegexOptions.CultureInvariant, MostMilliseconds)]
    private static partial Regex Option();
}
