using System.Management.Automation;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
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
    /// <summary>The settings to get; wildcards are taken. By default all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var names = new NameFilter(Name);
        WriteObject(new SwarmHome(MakeOptions().ReadVariable).Show().Where(setting => names.Matches(setting.Name)).Select(SwarmSetting.From), enumerateCollection: true);
        WriteMissing(names, ErrorCode.ConfigurationInvalid, name => $"There is no setting '{name}': the settings are {string.Join(", ", SwarmHome.SettingNames)}.");
    }
}
