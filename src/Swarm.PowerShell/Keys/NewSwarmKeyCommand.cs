using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Makes the keys of a new profile: one that signs, and one that stores are sealed to.</summary>
/// <remarks>
/// Initialize-Swarm makes the keys of the profile in force by itself.
/// </remarks>
/// <example>
/// <code>New-SwarmKey work</code>
/// <para>Makes keys for a second profile.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SwarmKey", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmKey))]
public sealed class NewSwarmKeyCommand : SwarmCommand
{
    /// <summary>The profile's name: 1 to 64 letters, digits, '.', '-' or '_'. By default the profile in force.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name ?? "the profile in force", "Make keys"))
        {
            WriteObject(SwarmKey.From(new KeyProfiles(MakeOptions()).Create(Name)));
        }
    }
}
