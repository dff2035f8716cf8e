using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Lets a key's signatures count, for certificates, head logs, or tickets of the network.</summary>
/// <remarks>No store and no bundle can add a key: only the user says whose signatures count.</remarks>
/// <example>
/// <code>Add-SwarmTrustedKey (Get-Content ./colleague.pub) -Role Certificate</code>
/// <para>Trusts a colleague's certificates, and nothing else of theirs.</para>
/// </example>
[Cmdlet(VerbsCommon.Add, "SwarmTrustedKey", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmTrustedKey))]
public sealed class AddSwarmTrustedKeyCommand : SwarmCommand
{
    /// <summary>The public key, 'ed25519:' and base 64, as its owner's Export-SwarmKey gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("OperatorKey")]
    [ValidateNotNullOrEmpty]
    [ValueOf("OperatorKey", "Key")]
    [ArgumentCompleter(typeof(PublicKeyCompleter))]
    public string[]? Key { get; set; }

    /// <summary>What its signature counts for. By default certificates and head logs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SwarmKeyRole[]? Role { get; set; }

    private protected override IReadOnlyList<object?> Items => Key!;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Word, "Trust the key"))
        {
            WriteObject(SwarmTrustedKey.From(new TrustedKeys(MakeOptions()).Trust(Word, [.. (Role ?? []).Select(role => role.ToString().ToLowerInvariant())])));
        }
    }
}
