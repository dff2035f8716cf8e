using System.Management.Automation;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Stores;

/// <summary>Gets the newest entry of the store's signed head log.</summary>
/// <remarks>
/// Who keeps it elsewhere can see later that the store was not rolled back and hides no branch:
/// Test-SwarmCertificate -ExpectedHead.
/// </remarks>
/// <example>
/// <code>(Get-SwarmHead).Head</code>
/// <para>Gives the digest that a verifier keeps.</para>
/// </example>
/// <example>
/// <code>Copy-Item (Get-SwarmHead).LogPath ./heads-kept-elsewhere.jsonl</code>
/// <para>Keeps a copy of the whole log, for Test-SwarmCertificate -HeadLogPath.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "SwarmHead")]
[OutputType(typeof(SwarmHead))]
public sealed class GetSwarmHeadCommand : SwarmCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(SwarmHead.From(OpenSession().Trust.GetHead()));
}
