using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>Verifies certificates, offline, and gives a verdict on each.</summary>
/// <remarks>
/// A certificate that does not hold is a verdict, not an error. An object is always true: write -Quiet for an answer that
/// is true or false. Whose signature counts is said by the configuration and by -TrustedKey, never by a store.
/// </remarks>
/// <example>
/// <code>Get-SwarmNode | Test-SwarmCertificate -Recurse | Format-Table Label, IsValid, RatchetStep</code>
/// <para>Verifies every node back to the root.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-SwarmCertificate base -Quiet)) { throw 'the certificate does not hold' }</code>
/// <para>Decides by the verdict.</para>
/// </example>
/// <example>
/// <code>Test-SwarmCertificate base -Recurse -Require Signature, Continuity, Lineage -ExpectedHead (Get-SwarmHead).Head</code>
/// <para>Names what must pass, so that nothing passes by being absent; an expected head, kept elsewhere, shows a store that was rolled back.</para>
/// </example>
/// <example>
/// <code>(Test-SwarmCertificate base).Checks</code>
/// <para>Lists what was checked.</para>
/// </example>
/// <example>
/// <code>Get-SwarmNode | Test-SwarmCertificate -ThrottleLimit 4 | Group-Object IsValid -NoElement</code>
/// <para>Verifies all, four at a time, and counts.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmCertificate", DefaultParameterSetName = NodeSet)]
[OutputType(typeof(SwarmVerdict), typeof(bool))]
public sealed class TestSwarmCertificateCommand : VerificationCommand
{
    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void Report(SwarmVerdict verdict, object? target) => WriteObject(Quiet ? verdict.IsValid : verdict);
}
