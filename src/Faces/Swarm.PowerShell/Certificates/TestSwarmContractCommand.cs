using System.Management.Automation;
using Swarm.Engine.Contracts;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Completion;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Certificates;

/// <summary>Checks whether a document is of its contract: a certificate, a node, a result or another of Swarm's schemas.</summary>
/// <example>
/// <code>Get-SwarmRun base | ForEach-Object CertificatePath | Test-SwarmContract</code>
/// <para>Checks a certificate's file.</para>
/// </example>
/// <example>
/// <code>
/// Export-SwarmCertificate base -Destination ./evidence | Out-Null
/// Test-SwarmContract ./evidence/certificate.json -Contract certificate -Quiet
/// </code>
/// <para>Answers with true or false.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmContract")]
[OutputType(typeof(SwarmContractVerdict))]
[OutputType(typeof(bool))]
public sealed class TestSwarmContractCommand : SwarmCommand
{
    /// <summary>The document's file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath", "CertificatePath")]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>The contract's name. By default the one that the document's 'type' names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContractCompleter))]
    public string? Contract { get; set; }

    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override IReadOnlyList<object?> Items => Path!;

    /// <inheritdoc/>
    protected override void Process()
    {
        var verdict = SwarmContractVerdict.From(ContractService.Validate(MakeOptions(), ResolvePath(Word), Contract));
        WriteObject(Quiet ? verdict.IsValid : verdict);
    }
}
