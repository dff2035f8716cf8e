using System.Management.Automation;
using Swarm.Engine.Trust;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Parameters;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>Verifies that a proof envelope binds its public inputs to a certificate.</summary>
/// <remarks>
/// It checks the envelope's schema, the digest of its public inputs, and that its claims name this certificate. The proof
/// itself is for the system that made it, and the certificate for Test-SwarmCertificate.
/// </remarks>
/// <example>
/// <code>Test-SwarmProof -Path ./proof.json -CertificatePath ./evidence/certificate.json</code>
/// <para>Gives a verdict; one that does not hold is no error.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmProof")]
[OutputType(typeof(SwarmProofVerdict), typeof(bool))]
public sealed class TestSwarmProofCommand : SwarmCommand
{
    /// <summary>The proof envelope.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The certificate that it has to be about.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ValueOf("CertificatePath", "Path", "FullName")]
    public string? CertificatePath { get; set; }

    /// <summary>The file of its public inputs, where it does not carry them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublicInputPath { get; set; }

    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override IReadOnlyList<object?> Items => Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = ResolvePath(Word);
        var inputs = PublicInputPath is null ? null : ResolvePath(PublicInputPath);
        var verdict = ProofFiles.Verify(MakeOptions(), path, ResolvePath(CertificatePath!), inputs);
        WriteObject(Quiet ? verdict.IsValid : SwarmProofVerdict.From(verdict, path));
    }
}
