using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Setup;

/// <summary>Gets the settings that are in force, and where each comes from.</summary>
/// <example>
/// <code>Get-SwarmConfiguration</code>
/// <para>Lists all settings.</para>
/// </example>
/// <example>
/// <code>(Get-SwarmConfiguration log_limit_bytes).Value</code>
/// <para>Gives the value of one.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmConfiguration")]
[OutputType(typeof(SwarmSetting))]
public sealed class GetSwarmConfigurationCommand : SwarmCommand
{
    /// <summary>The settings to get. By default all.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var settings = new SwarmHome(MakeOptions().ReadVariable).Show();
        var unknown = Name?.FirstOrDefault(name => !SwarmHome.SettingNames.Contains(name, StringComparer.OrdinalIgnoreCase));
        WriteObject(
            unknown is null
                ? settings.Where(setting => Name is null || Name.Contains(setting.Name, StringComparer.OrdinalIgnoreCase)).Select(SwarmSetting.From)
                : throw new SwarmException(ErrorCode.ConfigurationInvalid, $"There is no setting '{unknown}': the settings are {string.Join(", ", SwarmHome.SettingNames)}."),
            enumerateCollection: true);
    }
}
