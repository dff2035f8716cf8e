using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Makes a profile of private keys that were exported, here or on another machine.</summary>
/// <remarks>
/// A store opens only with the keys that it was made with. Export-SwarmKey -Secret writes them to files, one for each purpose; this cmdlet
/// takes both. A profile that is there already with the same keys stays as it is; one with other keys is never replaced.
/// </remarks>
/// <example>
/// <code>Import-SwarmKey default -Path ./operator.key, ./sealing.key</code>
/// <para>Brings the keys of a backup to this machine.</para>
/// </example>
[Cmdlet(VerbsData.Import, "SwarmKey", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmKey))]
public sealed class ImportSwarmKeyCommand : SwarmCommand
{
    /// <summary>The profile's name: 1 to 64 letters, digits, '.', '-' or '_'. By default the profile in force.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The two files that Export-SwarmKey -Secret wrote, the operator's key and the sealing key, in any order.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The SecretManagement vault to keep the private halves in. By default they are kept in files that only their owner can read.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(VaultCompleter))]
    public string? Vault { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Name ?? "the profile in force", Vault is null ? "Import keys" : $"Import keys, and keep the private halves in the vault '{Vault}'"))
        {
            WriteObject(SwarmKey.From(new KeyProfiles(MakeOptions()).Import(Name, [.. Path!.Select(ResolvePath)], Vault)));
        }
    }
}
