using System.Management.Automation;
using Swarm.Engine.Diagnosis;
using Swarm.PowerShell.Commands;
using Swarm.PowerShell.Records;

namespace Swarm.PowerShell.Setup;

/// <summary>Checks what Swarm needs of this machine, and says what to do about each gap. Nothing is changed.</summary>
/// <example>
/// <code>Test-SwarmEnvironment</code>
/// <para>Shows all checks.</para>
/// </example>
/// <example>
/// <code>Test-SwarmEnvironment | Where-Object Status -NE passed</code>
/// <para>Shows what is amiss.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "SwarmEnvironment")]
[OutputType(typeof(SwarmCheck))]
public sealed class TestSwarmEnvironmentCommand : SwarmCommand
{
    /// <inheritdoc/>
    protected override void Process() => WriteObject(Doctor.Run(MakeOptions()).Select(SwarmCheck.From), enumerateCollection: true);
}
