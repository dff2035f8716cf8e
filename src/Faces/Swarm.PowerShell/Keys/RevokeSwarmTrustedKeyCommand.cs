using System.Management.Automation;
using Swarm.Engine.Keys;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Keys;

/// <summary>Revokes a key: from now on nothing that it signed counts, whenever it was signed.</summary>
/// <remarks>
/// A local signature carries no time that a thief could not write, so that there is no date up to which a revoked key
/// would still count. The user's own key can be revoked too.
/// </remarks>
/// <example>
/// <code>Revoke-SwarmTrustedKey (Get-Content ./colleague.pub)</code>
/// <para>Refuses the certificates of a key that was lost.</para>
/// </example>
[Cmdlet(VerbsSecurity.Revoke, "SwarmTrustedKey", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(SwarmTrustedKey))]
public sealed class RevokeSwarmTrustedKeyCommand : SwarmCommand
{
    /// <summary>The public key: 'ed25519:' and base 64.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("OperatorKey")]
    [ValidateNotNullOrEmpty]
    [ValueOf("OperatorKey", "Key")]
    [ArgumentCompleter(typeof(PublicKeyCompleter))]
    public string[]? Key { get; set; }

    private protected override IReadOnlyList<object?> Items => Key!;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ShouldProcess(Word, "Revoke the key"))
        {
            WriteObject(SwarmTrustedKey.From(new TrustedKeys(MakeOptions()).Revoke(Word)));
        }
    }
}
