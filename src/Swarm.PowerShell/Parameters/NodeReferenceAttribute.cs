using System.Management.Automation;

namespace Swarm.PowerShell.Parameters;

/// <summary>Makes a <see cref="SwarmNodeReference"/> of whatever names a node, before PowerShell converts anything.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NodeReferenceAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is null ? null : SwarmNodeReference.From(inputData) ?? inputData;
}
