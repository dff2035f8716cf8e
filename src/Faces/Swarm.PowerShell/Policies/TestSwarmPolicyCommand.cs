using System.Management.Automation;
using Swarm.Engine.Policies;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Policies;

/// <summary>Tells which rules of a policy are enforced on this system, and whether it allows a program or agrees with a certificate.</summary>
/// <remarks>
/// A policy that is malformed, or requires what cannot be enforced here, is not valid. With a certificate, which may be of a
/// run made elsewhere, the answer is whether what it observed agrees with the policy; whether it is genuine is for
/// Test-SwarmCertificate.
/// </remarks>
/// <example>
/// <code>New-SwarmPolicy ./small.json -RunTime 60 -AllowedProgram pwsh | Test-SwarmPolicy</code>
/// <para>Tells which rules of a policy are enforced here.</para>
/// </example>
/// <example>
/// <code>
/// New-SwarmPolicy ./small.json -RunTime 60 | Out-Null
/// Start-SwarmRun -Policy ./small.json { 'hello' } | Test-SwarmPolicy ./small.json -Quiet
/// </code>
/// <para>Answers with true where a run agrees with a policy.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmPolicy")]
[OutputType(typeof(SwarmPolicyVerdict))]
[OutputType(typeof(bool))]
public sealed class TestSwarmPolicyCommand : SwarmCommand
{
    /// <summary>The policy's file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>A certificate to hold against the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ValueOf("CertificatePath", "Path", "FullName")]
    public string? CertificatePath { get; set; }

    /// <summary>A program, and its arguments, to hold against the policy.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Command { get; set; }

    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override IReadOnlyList<object?> Items => Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var certificate = CertificatePath is null ? null : ResolvePath(CertificatePath);
        var verdict = SwarmPolicyVerdict.From(PolicyTest.Run(MakeOptions(), ResolvePath(Word), certificate, Command ?? []));
        WriteObject(Quiet ? verdict.IsValid : verdict);
    }
}
