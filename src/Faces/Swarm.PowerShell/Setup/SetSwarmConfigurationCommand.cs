using System.Management.Automation;
using Swarm.Engine.Configuration;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;

namespace Swarm.PowerShell.Setup;

/// <summary>Changes one setting in the user's configuration file.</summary>
/// <example>
/// <code>Set-SwarmConfiguration lock_timeout_seconds 60</code>
/// <para>Waits a minute for another process that holds a store.</para>
/// </example>
/// <example>
/// <code>Set-SwarmConfiguration lock_timeout_seconds $null</code>
/// <para>Takes the setting out of the file: its default holds again.</para>
/// </example>
[Cmdlet(VerbsCommon.Set, "SwarmConfiguration", SupportsShouldProcess = true)]
public sealed class SetSwarmConfigurationCommand : SwarmCommand
{
    /// <summary>The setting.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Name { get; set; }

    /// <summary>Its value; null takes it out of the file.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Value { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var home = new SwarmHome(MakeOptions().ReadVariable);
        var value = string.IsNullOrEmpty(Value) ? null : Value;
        if (ShouldProcess(home.ConfigurationFile, value is null ? $"Take out '{Name}'" : $"Set '{Name}' to '{value}'"))
        {
            home.Set(Name!, value);
        }
    }
}
