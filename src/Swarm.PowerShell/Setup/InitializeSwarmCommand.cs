using System.Management.Automation;
using Swarm.Engine.Sessions;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Setup;

/// <summary>Makes a store, and keys to seal it to, where there are none.</summary>
/// <remarks>
/// It is not needed: the first Start-SwarmRun does the same. Keys lie in the user's home folder, '.swarm/keys'; whoever has
/// them can open the store.
/// </remarks>
/// <example>
/// <code>Initialize-Swarm</code>
/// <para>Makes a store in the current location, and keys if there are none.</para>
/// </example>
/// <example>
/// <code>
/// New-Item -ItemType Directory ./elsewhere | Out-Null
/// Initialize-Swarm -Root ./elsewhere
/// </code>
/// <para>Makes a store in another folder.</para>
/// </example>
[Cmdlet(VerbsData.Initialize, "Swarm", SupportsShouldProcess = true)]
[OutputType(typeof(SwarmStore))]
public sealed class InitializeSwarmCommand : SwarmCommand
{
    /// <inheritdoc/>
    protected override void Process()
    {
        var options = MakeOptions();
        if (ShouldProcess(RootFinder.Find(options), "Make keys and a store where there are none"))
        {
            WriteObject(SwarmStore.From(StoreSetup.Ensure(options)));
        }
    }
}
