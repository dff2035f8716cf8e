using System.Management.Automation;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Stores;

/// <summary>Drops what no node needs any more from the store, and says how much.</summary>
/// <remarks>With -WhatIf it only counts what it would drop. It waits for other processes that work in the store, for a bounded time.</remarks>
/// <example>
/// <code>Optimize-SwarmStore -WhatIf</code>
/// <para>Says how much would be dropped.</para>
/// </example>
/// <example>
/// <code>
/// Remove-SwarmRun bold
/// Optimize-SwarmStore
/// </code>
/// <para>Gives back the space that a removed node took.</para>
/// </example>
[Cmdlet(VerbsCommon.Optimize, "SwarmStore", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmStoreOptimization))]
public sealed class OptimizeSwarmStoreCommand : MaintenanceCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var session = OpenSession();
        var isWanted = ShouldProcess(
            $"Performing the operation \"Drop what no node needs\" on target \"{session.Root}\".", $"Drop what no node needs from '{session.Root}'?", "Confirm", out var reason);
        if (isWanted || reason == ShouldProcessReason.WhatIf)
        {
            var result = Work("Optimising the store", (progress, token) => session.Maintenance.Optimize(dryRun: !isWanted, progress, token));
            WriteObject(SwarmStoreOptimization.From(result, session.Root));
        }
    }
}
