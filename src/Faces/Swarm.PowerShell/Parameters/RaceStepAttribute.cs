using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Makes a <see cref="SwarmRaceStep"/> of a script block or a dictionary of them, before PowerShell converts anything.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RaceStepAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : SwarmRaceStep.From(inputData) ?? inputData;
}
