using System.Management.Automation;
using Swarm.Engine.Maintenance;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Stores;

/// <summary>Rebuilds the store's catalog from its packs, and takes what is missing from bundles or from other stores.</summary>
/// <remarks>
/// The catalog as it was is kept beside the new one. Whatever is taken from elsewhere is verified: it is what it was, or it
/// is not taken.
/// </remarks>
/// <example>
/// <code>Repair-SwarmStore</code>
/// <para>Rebuilds the catalog.</para>
/// </example>
/// <example>
/// <code>
/// Export-SwarmBundle base -Destination ./base.age | Out-Null
/// Repair-SwarmStore -BundlePath ./base.age
/// </code>
/// <para>Takes missing parts from a bundle of one of the store's nodes.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Repair, "SwarmStore", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmStoreRepair))]
public sealed class RepairSwarmStoreCommand : MaintenanceCommand
{
    /// <summary>Bundles of the store's nodes, sealed to the user.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? BundlePath { get; set; }

    /// <summary>Folders with other stores of the same user: copies of this one, or others that share content with it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SourceRoot { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var options = MakeOptions();
        var root = RootFinder.Find(options);
        var request = new RepairRequest
        {
            Bundles = [.. (BundlePath ?? []).Select(ResolvePath)],
            Roots = [.. (SourceRoot ?? []).Select(ResolvePath)],
        };
        if (ShouldProcess(root, "Rebuild the catalog and take in what is missing"))
        {
            var result = Work("Repairing the store", (progress, token) => MaintenanceService.Repair(options, request, progress, token));
            WriteObject(SwarmStoreRepair.From(result, root));
        }
    }
}
