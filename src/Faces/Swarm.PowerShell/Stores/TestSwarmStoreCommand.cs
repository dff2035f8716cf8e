using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Stores;

/// <summary>Reads the whole store again and verifies everything: packs, snapshots, documents, capabilities, certificates and the head log.</summary>
/// <remarks>What is wrong with the store is a finding, not an error. Nothing is changed; Repair-SwarmStore mends.</remarks>
/// <example>
/// <code>Test-SwarmStore</code>
/// <para>Checks the store of the current location.</para>
/// </example>
/// <example>
/// <code>(Test-SwarmStore).Problems</code>
/// <para>Lists what is wrong.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmStore")]
[OutputType(typeof(SwarmStoreCheck), typeof(bool))]
public sealed class TestSwarmStoreCommand : MaintenanceCommand
{
    /// <summary>Answers with true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession();
        var check = SwarmStoreCheck.From(Work("Checking the store", session.Maintenance.Check), session.Root);
        WriteObject(Quiet ? check.IsSound : check);
    }
}
