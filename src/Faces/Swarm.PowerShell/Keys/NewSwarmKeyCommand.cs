using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Makes the keys of a new profile: one that signs, and one that stores are sealed to.</summary>
/// <remarks>
/// Initialize-Swarm makes the keys of the profile in force by itself, and keeps the private halves in files that only their
/// owner can read; on Windows they are protected with DPAPI.
///
/// With -Vault they are kept in a vault of SecretManagement instead, as one secret, and only its name is in the user's home
/// folder. The vault has to be unlocked whenever a cmdlet needs them; the 'swarm' command cannot use them.
/// </remarks>
/// <example>
/// <code>New-SwarmKey work</code>
/// <para>Makes keys for a second profile.</para>
/// </example>
/// <example>
/// <code>New-SwarmKey guarded -Vault Personal</code>
/// <para>Makes keys whose private halves lie in a vault of SecretManagement.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "SwarmKey", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmKey))]
public sealed class NewSwarmKeyCommand : SwarmCommand
{
    /// <summary>The profile's name: 1 to 64 letters, digits, '.', '-' or '_'. By default the profile in force.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The SecretManagement vault to keep the private halves in. By default they are kept in files that only their owner can read.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name ?? "the profile in force", Vault is null ? "Make keys" : $"Make keys, and keep the private halves in the vault '{Vault}'"))
        {
            WriteObject(SwarmKey.From(new KeyProfiles(MakeOptions()).Create(Name, Vault)));
        }
    }
}
