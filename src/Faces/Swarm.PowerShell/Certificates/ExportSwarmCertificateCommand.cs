using System.Management.Automation;
using Swarm.PowerShell.Commands;

namespace Swarm.PowerShell.Certificates;

/// <summary>Copies a node's certificate and its signature to a folder.</summary>
/// <remarks>Whoever has the two files and the public key of the signer can verify them with Test-SwarmCertificate -Path, without a store.</remarks>
/// <example>
/// <code>Export-SwarmCertificate base -Destination ./evidence</code>
/// <para>Writes certificate.json and certificate.dsse.json.</para>
/// </example>
/// <example>
/// <code>Export-SwarmCertificate base -Destination ./evidence -Recurse</code>
/// <para>Writes the whole lineage, a folder a node, for somebody who has no store to verify with Test-SwarmCertificate -Path -Recurse.</para>
/// </example>
[Cmdlet(VerbsData.Export, "SwarmCertificate", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSwarmCertificateCommand : NodeCommand
{
    /// <summary>The folder. It is made where it is not there. For several nodes give a script block: { $_.Label }.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Copies the certificates of all ancestors too, each into a folder of its own below the destination that is named as its node.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession(CurrentNode);
        var destination = ResolvePath(Destination!);
        if (ShouldProcess(destination, $"Write the certificate of '{CurrentNode!.Text}'"))
        {
            WriteObject(session.Trust.Export(NodeOf(CurrentNode!), destination, Recurse, Cancellation).Select(file => new FileInfo(file)), enumerateCollection: true);
        }
    }
}
